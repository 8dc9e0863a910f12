"""A file brought in through the browser: its preview row by row, writing it as one step, taking that back."""
