"""What heads of service do with what was submitted: sign it off, return it, or judge otherwise than the rule."""
