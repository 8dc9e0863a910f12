"""How fast the product is, measured against a floor of the barest SQL and plain strings in the same run.

Only the command ``bench`` imports this package. Everything runs in databases of its own, made and dropped each time.
"""
