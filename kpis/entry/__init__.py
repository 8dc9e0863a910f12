"""A figure on its way in: what is owed, one figure, the quarter as a table, and why a red one is red."""
