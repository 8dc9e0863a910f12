"""One measure: its figures, its chart, the story of its edits, its files, and setting its rules and targets."""
