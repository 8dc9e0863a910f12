"""What is wrong with an import, named as the person who made the file sees it: file, row, column, and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class FileProblem(NamedTuple):
    """One error or warning. ``row`` is the row number that a spreadsheet shows; None: it is about the whole table."""

    file: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file} row {self.row}"
        return f"{place}, {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class ImportRefused(Exception):
    """Nothing was written; ``problems`` has every reason."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    @property
    def count(self) -> str:
        """Such as: 3 errors: nothing was written."""
        number = len(self.problems)
        return f"{number:,} error{'' if number == 1 else 's'}: nothing was written"

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), self.count])


@dataclass
class ImportNotes:
    """The errors and warnings of one import as they are found, and the tables that could not be read in full.

    A reference into a table of ``unsure`` is not called unknown: the row it means may be one that was not read.
    """

    errors: list[FileProblem] = field(default_factory=list)
    warnings: list[FileProblem] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)

    def refuse(self, file: str, row: int | None, column: str, message: str) -> None:
        self.errors.append(FileProblem(file, row, column, message))

    def warn(self, file: str, row: int | None, column: str, message: str) -> None:
        self.warnings.append(FileProblem(file, row, column, message))
