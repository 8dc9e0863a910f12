"""What people enter: validation only."""
