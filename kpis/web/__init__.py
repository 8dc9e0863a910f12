"""What every view needs: who asks, for what, form fields, downloads, refusals -> 404/403."""
