"""Pages: short functions that ask queries and hand their answers to templates."""
