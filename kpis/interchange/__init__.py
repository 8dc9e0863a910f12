"""The interchange format in and out: what files state, held against what is stored, and written whole."""
