"""The cells of one row, read as what their column holds. What cannot be read is noted with its row and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kpis.domain.figure_reader import quoted
from kpis.domain.numbers import NumberError, Unit, parse_number
from kpis.domain.period_text import PeriodError, parse_day, parse_entry, parse_period
from kpis.domain.periods import Period, YearStart
from kpis.interchange.forms_frames import TableSheet
from kpis.spreadsheets.problems import ImportNotes

T = TypeVar("T")
YES_NO = {"yes": True, "no": False}
LARGEST_WHOLE = 32_767
LONGEST_EMAIL = 254

parsed = lru_cache(maxsize=4096)(parse_period)
entered = lru_cache(maxsize=4096)(parse_entry)
day = lru_cache(maxsize=4096)(parse_day)


def rows_of(sheet: TableSheet, notes: ImportNotes) -> Iterable[Cells]:
    columns = list(sheet.frame.columns)
    for number, *texts in sheet.frame.itertuples(name=None):
        texts_by_column = dict(zip(columns, texts, strict=True))
        yield Cells(sheet.label, number, texts_by_column, notes, sheet.from_workbook)


class Cells:
    """One row. A reader returns None for a blank cell, and for one that it refuses (see ``sound``)."""

    __slots__ = ("_notes", "_texts", "file", "from_workbook", "row", "sound")

    def __init__(
        self, file: str, row: int, texts: Mapping[str, str], notes: ImportNotes, from_workbook: bool = False
    ) -> None:
        self.file, self.row, self._texts, self._notes = file, row, texts, notes
        self.from_workbook = from_workbook
        self.sound = True

    def __getitem__(self, column: str) -> str:
        """The text of a cell; blank where the table has no such column."""
        return self._texts.get(column, "")

    def has(self, column: str) -> bool:
        """Whether the table has the column, whatever this cell holds."""
        return column in self._texts

    def refuse(self, column: str, message: str) -> None:
        self.sound = False
        self._notes.refuse(self.file, self.row, column, message)

    def warn(self, column: str, message: str) -> None:
        self._notes.warn(self.file, self.row, column, message)

    def quoted(self, column: str) -> str:
        return quoted(self[column])

    def require(self, column: str) -> bool:
        if not self[column]:
            self.refuse(column, "is blank, and needs an entry")
        return bool(self[column])

    def text(self, column: str, longest: int | None = None) -> str | None:
        return self._read(column, lambda text: _no_longer(text, longest))

    def word(self, column: str, words: Mapping[str, T]) -> T | None:
        """One of a closed list, whatever its case."""
        return self._read(column, lambda text: _word(text, words))

    def number(self, column: str, unit: Unit | None = None) -> Decimal | None:
        return self._read(column, lambda text: parse_number(text, unit))

    def whole(self, column: str, most: int = LARGEST_WHOLE) -> int | None:
        return self._read(column, lambda text: _whole(text, most))

    def period(self, column: str, year_start: YearStart | None = None) -> Period | None:
        """A period of a measure whose year starts in that month (None: not known)."""
        return self._read(column, lambda text: entered(text, year_start))

    def date(self, column: str) -> dt.date | None:
        return self._read(column, day)

    def email(self, column: str) -> str | None:
        return self._read(column, _email)

    def _read(self, column: str, read: Callable[[str], T]) -> T | None:
        text = self[column]
        if not text:
            return None
        try:
            return read(text)
        except (NumberError, PeriodError, CellError) as error:
            self.refuse(column, str(error))
            return None


class CellError(ValueError):
    """What a cell holds is not what its column takes; the message says what is."""


def _no_longer(text: str, longest: int | None) -> str:
    if longest is not None and len(text) > longest:
        raise CellError(f"has {len(text):,} characters; at most {longest} are kept")
    return text


def _word(text: str, words: Mapping[str, T]) -> T:
    if text.lower() not in words:
        raise CellError(f"{quoted(text)} is not one of {', '.join(words)}")
    return words[text.lower()]


def _whole(text: str, most: int) -> int:
    number = parse_number(text)
    if number != int(number) or not 0 <= number <= most:
        raise CellError(f"{quoted(text)} is not a whole number from 0 to {most}")
    return int(number)


def _email(text: str) -> str:
    _no_longer(text, LONGEST_EMAIL)
    try:
        validate_email(text)
    except ValidationError as error:
        raise CellError(f"{quoted(text)} is not an e-mail address") from error
    return text


def words(members: Iterable[Any]) -> dict[str, Any]:
    """A closed list by its words in small letters, for `Cells.word`; members of an enumeration stand for themselves."""
    return {str(member.value if isinstance(member, Enum) else member).lower(): member for member in members}
