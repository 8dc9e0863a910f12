"""What comes round: opening and closing a period, a new year, measures that are handed over, meetings."""
