"""A committee's paper on its way: drafts, checklist, preview, the Word template, publishing, withdrawing."""
