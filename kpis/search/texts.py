"""What was found, in words."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from kpis.search.queries import MOST_FOUND, FoundMeasure, JudgedMeasure
from kpis.web.lines import row_of
from kpis.web.rows import ScorecardRow


class Result(NamedTuple):
    """A measure that was found. ``row`` is what its scorecard says; None where it is not on the latest one, or not
    asked for."""

    measure: FoundMeasure
    url: str
    row: ScorecardRow | None
    period: str


class Results(NamedTuple):
    """What was looked for, and what was found: the best first, at most fifty."""

    text: str
    shown: list[Result]
    has_more: bool

    @property
    def heading(self) -> str:
        if not self.shown:
            return "No measure found"
        many = "measure" if len(self.shown) == 1 else "measures"
        return f"The first {len(self.shown)} {many}" if self.has_more else f"{len(self.shown)} {many} found"


def results_of(text: str, found: list[FoundMeasure], told: dict[int, JudgedMeasure]) -> Results:
    return Results(text, [_result(each, told.get(each.id)) for each in found[:MOST_FOUND]], len(found) > MOST_FOUND)


def _result(measure: FoundMeasure, judged: JudgedMeasure | None) -> Result:
    address = reverse("measure", args=(measure.council, measure.ref))
    if judged is None:
        return Result(measure, address, None, "")
    row = row_of(judged.line, "", judged.period)
    return Result(measure, address, row, row.period or judged.period.label)
