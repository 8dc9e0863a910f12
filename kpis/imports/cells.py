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

from kpis.domain.figures import NumberError, Unit, parse_number
from kpis.domain.period_text import PeriodError, parse_period
from kpis.domain.periods import Kind, Period, YearStart
from kpis.imports.frames import Sheet
from kpis.imports.problems import Notes

T = TypeVar("T")
CLEARED = "-"
YES_NO = {"yes": True, "no": False}
LARGEST_WHOLE = 32_767

parsed = lru_cache(maxsize=4096)(parse_period)


def rows_of(sheet: Sheet, notes: Notes) -> Iterable[Cells]:
    columns = list(sheet.frame.columns)
    for number, *texts in sheet.frame.itertuples(name=None):
        yield Cells(sheet.label, number, dict(zip(columns, texts, strict=True)), notes)


class Cells:
    """One row. A reader returns None for a blank cell, and for one that it refuses (see ``sound``)."""

    __slots__ = ("_notes", "_texts", "file", "row", "sound")

    def __init__(self, file: str, row: int, texts: Mapping[str, str], notes: Notes) -> None:
        self.file, self.row, self._texts, self._notes = file, row, texts, notes
        self.sound = True

    def __getitem__(self, column: str) -> str:
        """The text of a cell; blank where the table has no such column."""
        return self._texts.get(column, "")

    def refuse(self, column: str, message: str) -> None:
        self.sound = False
        self._notes.refuse(self.file, self.row, column, message)

    def warn(self, column: str, message: str) -> None:
        self._notes.warn(self.file, self.row, column, message)

    def quoted(self, column: str) -> str:
        text = self[column]
        return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'

    def require(self, column: str) -> bool:
        if not self[column]:
            self.refuse(column, "is blank, and needs an entry")
        return bool(self[column])

    def text(self, column: str, longest: int | None = None) -> str | None:
        text = self[column]
        if longest is not None and len(text) > longest:
            return self.refuse(column, f"has {len(text):,} characters; at most {longest} are kept")
        return text or None

    def word(self, column: str, words: Mapping[str, T]) -> T | None:
        """One of a closed list, whatever its case."""
        text = self[column]
        if text and text.lower() not in words:
            return self.refuse(column, f"{self.quoted(column)} is not one of {', '.join(words)}")
        return words[text.lower()] if text else None

    def number(self, column: str, unit: Unit | None = None) -> Decimal | None:
        return self._read(column, lambda text: parse_number(text, unit))

    def whole(self, column: str, most: int = LARGEST_WHOLE) -> int | None:
        number = self.number(column)
        if number is None:
            return None
        if number != int(number) or not 0 <= number <= most:
            return self.refuse(column, f"{self.quoted(column)} is not a whole number from 0 to {most}")
        return int(number)

    def period(self, column: str, year_start: YearStart | None = None) -> Period | None:
        return self._read(column, lambda text: parsed(text, year_start))

    def date(self, column: str) -> dt.date | None:
        day = self._read(column, _day)
        return day

    def email(self, column: str) -> str | None:
        return self._read(column, _email)

    def _read(self, column: str, read: Callable[[str], T]) -> T | None:
        text = self[column]
        if not text:
            return None
        try:
            return read(text)
        except (NumberError, PeriodError, CellError) as error:
            return self.refuse(column, str(error))


class CellError(ValueError):
    """What a cell holds is not what its column takes; the message says what is."""


def _day(text: str) -> dt.date:
    try:
        period = parsed(text, None)
    except PeriodError:
        period = None
    if period is None or period.kind is not Kind.SNAPSHOT:
        raise CellError(f'"{text[:60]}" is not a date: write it as 2019-03-31')
    return period.start


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise CellError(f'"{text[:60]}" is not an e-mail address') from error
    return text


def words(members: Iterable[Any]) -> dict[str, Any]:
    """A closed list by its words in small letters, for `Cells.word`; members of an enumeration stand for themselves."""
    return {str(member.value if isinstance(member, Enum) else member).lower(): member for member in members}
