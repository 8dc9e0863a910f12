"""Scorecards as files. Every figure and verdict comes from the same call as the page's."""
