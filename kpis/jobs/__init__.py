"""What is prepared outside a page: mail, rendered here and then queued by an action."""
