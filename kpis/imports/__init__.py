"""Spreadsheets in the interchange format to stored rows: all of an import or none of it (docs/interchange.md)."""

from kpis.imports.loading import Counts, Report, load
from kpis.imports.problems import ImportRefused, Problem

__all__ = ["Counts", "ImportRefused", "Problem", "Report", "load"]
