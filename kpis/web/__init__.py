"""What every view needs: who asks, for what, form fields, downloads, and how a refusal is answered."""
