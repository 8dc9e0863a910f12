"""An officer's own spreadsheet: which tables, measures, periods and figures its cells hold, and what is left alone."""
