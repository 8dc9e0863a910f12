"""Blocks as a page, in Word and as PDF. It knows no council."""
