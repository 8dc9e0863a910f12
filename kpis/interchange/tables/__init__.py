"""One file a table of the format: what its rows may say, and what they come to."""
