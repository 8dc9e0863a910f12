"""Spreadsheets in the interchange format to stored rows: all of an import or none of it (docs/interchange.md)."""

from kpis.imports.loading import ImportReport, RowCounts, load
from kpis.imports.problems import FileProblem, ImportRefused

__all__ = ["FileProblem", "ImportRefused", "ImportReport", "RowCounts", "load"]
