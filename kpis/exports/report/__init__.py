"""Committee reports as one snapshot, and the page, Word document, PDF and spreadsheets printed from it."""
