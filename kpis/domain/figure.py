"""THE shape of a figure, from a cell of a file to a cell of a file. Its columns are said here and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

from kpis.domain.numbers import NumberError, printed, work_out
from kpis.domain.periods import Period, date_text
from kpis.domain.words import Marker, Rule


@dataclass(frozen=True, slots=True)
class Figure:
    """What a version says, replaced as a whole. ``value`` in the measure's unit; None: its marker says why."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    marker: Marker = Marker.FINAL
    provisional_until: dt.date | None = None
    expected: dt.date | None = None
    achieved_on: dt.date | None = None

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.value, self.numerator, self.denominator


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written beside a figure: its commentary, its section of the scorecard, and why earlier ones are not
    comparable with it. Blank: nothing."""

    commentary: str = ""
    section: str = ""
    break_before: str = ""


COLUMNS = tuple(each.name for each in fields(Figure))
"""The columns of a figure: SELECT lists, values_list, forms and the interchange table have them from here."""
NOTES = tuple(each.name for each in fields(Notes))
NUMBERS = ("value", "numerator", "denominator")
"""The columns of a figure that hold its numbers."""
DATES = tuple(each for each in COLUMNS if each not in (*NUMBERS, "marker"))
"""Those that hold dates, each of which belongs to some markers only."""


def name_of(column: str) -> str:
    """A column as people read it: "Provisional until"."""
    return column.replace("_", " ").capitalize()


HIDDEN_TEXT = "[c]"
HIDDEN_REASON = "Withheld: the numbers are so small that they could identify a person, or would give such numbers away."
NO_VALUE_TEXT = {
    Marker.AWAITING: "Awaiting data",
    Marker.NOT_APPLICABLE: "Not applicable",
    Marker.NOT_MONITORED: "Not previously monitored",
    Marker.SUPPRESSED: HIDDEN_TEXT,
}
TENTATIVE = (Marker.PROVISIONAL, Marker.ESTIMATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual(Figure):
    """The figure of a period, which the viewer may know. ``version`` is the id of the version that says it (0: none
    does yet); ``small``: it could identify a person or give such a figure away, and is not for publication."""

    period: Period
    break_before: str = ""
    version: int = 0
    small: bool = False

    def exact(self, rule: Rule) -> Decimal | None:
        """The figure before rounding: from numerator and denominator where both are known, to be rounded once."""
        if self.value is None or self.numerator is None or self.denominator is None:
            return self.value
        try:
            return work_out(self.numerator, self.denominator, rule.unit, rule.unit_label)
        except NumberError:
            return self.value

    def text(self, rule: Rule) -> str:
        """As it is printed: "60.0%", "Awaiting data, due 31 March 2020"; never blank."""
        value = self.exact(rule)
        if value is None:
            return missing_text(self.marker, self.expected)
        return printed(value, rule.unit, rule.places, rule.unit_label)

    @property
    def is_tentative(self) -> bool:
        return self.marker in TENTATIVE


class Hidden(NamedTuple):
    """The figure of a period, withheld from the viewer. Nothing of it is known here but that there is one."""

    period: Period
    break_before: str = ""
    version: int = 0


def number_of(figure: Figure) -> tuple[Decimal | None, Decimal | None, Decimal | None, Marker]:
    """What makes two figures say the same number in the same way, whatever days stand beside it."""
    return figure.value, figure.numerator, figure.denominator, figure.marker


def missing_text(marker: Marker | None, expected: dt.date | None = None) -> str:
    """Missing is words: awaiting (with its date), not applicable, not previously monitored, not entered."""
    if marker is None or marker.has_value:
        return "No figure entered"
    text = NO_VALUE_TEXT[marker]
    return f"{text}, due {date_text(expected)}" if marker is Marker.AWAITING and expected else text


def marker_text(figure: Figure) -> str:
    """What stands beside a figure that is not final: "provisional until 31 July 2019"; blank for a final one."""
    if figure.marker in (Marker.FINAL, *NO_VALUE_TEXT):
        return ""
    until = f" until {date_text(figure.provisional_until)}" if figure.provisional_until else ""
    return f"{figure.marker}{until}"


def figure_of(row: Any) -> Figure:
    """The figure of anything that has its columns: a stored version, a row of a page."""
    found: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return Figure(**found | {"marker": Marker(row.marker)})


def notes_of(row: Any) -> Notes:
    """What stands beside the figure of anything that has these columns."""
    return Notes(*(getattr(row, name) for name in NOTES))
