"""The list of a scorecard as text: a line for each measure, and how the lines are arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from kpis.domain.line import Line
from kpis.domain.periods import Period
from kpis.domain.promises import Outcome
from kpis.domain.reds import is_newly_red
from kpis.domain.strip import StripMark, red_run
from kpis.domain.words import Rag, Section
from kpis.markup import fragment, status_html, travel_html
from kpis.presenters import RAG_WORDS, promise_in_row, red_for
from kpis.scorecards.queries import section
from kpis.scorecards.words import COLOURS, Arrangement
from kpis.web.lines import row_of
from kpis.web.rows import ScorecardRow, sorted_rows
from kpis.web.strips import SpotText, spots

SECTIONS = {
    Section.AREA_OF_CONCERN: ("Areas of concern", "section section--red"),
    Section.GOOD_PROGRESS: ("Good progress", "section section--green"),
    None: ("Other measures", "section"),
}
LINE = 150
"""Characters of a line of why: more than a screen's width shows."""


class ListRow(NamedTuple):
    """A measure's line.

    ``period`` is the figure's, where it is not the scorecard's. ``marker`` and ``target`` are without their day and
    their tolerance, which are among what is told. ``red_for`` and ``is_new`` say for how long it has been red. ``why``
    is what of its commentary, or of its reason, fits a line; ``told`` is the rest, one tap away. A quiet one, which is
    green or has no colour, has its line of why there too.
    """

    row: ScorecardRow
    status: SafeString
    travel: SafeString
    period: str
    marker: str
    target: str
    strip: tuple[SpotText, ...]
    reds: int
    red_for: str
    is_new: bool
    promise: str
    why: str
    told: tuple[str, ...]
    commentary: tuple[str, ...]
    is_quiet: bool


class ListGroup(NamedTuple):
    """Lines under a heading; ``caption`` names their table."""

    key: str
    heading: str
    css: str
    caption: str
    rows: Sequence[ListRow]


class Addresses(NamedTuple):
    """Where a list's measures are: the address that their pages stand under, what is carried there (period, as-of), and
    the same for another period, whose key comes last."""

    measures: str
    query: str
    other_period: str


def list_row(
    line: Line, scorecard: Period, addresses: Addresses, strip: Sequence[StripMark], promise: Outcome | None
) -> ListRow:
    row = row_of(line, addresses.measures, scorecard, addresses.query)
    run = red_run(strip) if line.verdict.rag is Rag.RED else None
    here = f"{addresses.measures}{row.ref}/{addresses.other_period}"
    commentary = tuple(each.strip() for each in row.commentary.splitlines() if each.strip())
    target = f"Target: {row.target}" if "(" in row.target else ""
    marker = f"The figure is {row.marker}" if " until " in row.marker else ""
    told = (row.reason, target, marker, row.said, row.travel_note, row.disagrees)
    return ListRow(
        row=row,
        status=status_html(row.look.word, row.look.icon, row.look.css),
        travel=travel_html(row.travel_css, row.arrow, row.movement, row.travel),
        period=line.period.label if row.period and line.period else "",
        marker="; ".join([each.partition(" until ")[0] for each in row.marker.split("; ")]),
        target=row.target.partition(" (")[0],
        strip=spots(strip, here),
        reds=run.periods if run else 0,
        red_for=red_for(run) if run and run.periods > 1 else "",
        is_new=is_newly_red(line, scorecard),
        promise=promise_in_row(promise) if promise else "",
        why=_first_line(commentary[0] if commentary else row.reason),
        told=tuple([f"{each.rstrip('.')}." for each in told if each]),
        commentary=commentary,
        is_quiet=line.verdict.rag in (Rag.GREEN, Rag.NONE),
    )


def _first_line(text: str) -> str:
    if len(text) <= LINE:
        return text
    return f"{text[:LINE].rsplit(' ', 1)[0]}…"


# A row is drawn once for what it says: between two scorecards of a council few of them differ.
@lru_cache(maxsize=2048)
def row_html(each: ListRow) -> SafeString:
    return fragment("scorecards/row.jinja", each=each)


def arranged(pairs: Iterable[tuple[Line, ListRow]], by: Arrangement) -> list[ListGroup]:
    """The lines in groups, in the order of the scorecard; by colour the reds that have been red longest come first."""
    found: dict[str, list[ListRow]] = defaultdict(list)
    names: dict[str, tuple[str, str]] = {}
    for line, row in pairs:
        key, heading, css = _GROUPS[by](line)
        names[key] = (heading, css)
        found[key].append(row)
    keys = [rag.value for rag in COLOURS if rag.value in found] if by is Arrangement.COLOUR else list(found)
    return [_group(key, *names[key], _longest_first(found[key])) for key in keys]


def in_order_of(rows: Sequence[ListRow], sort: str) -> list[ListGroup]:
    """One list in the order of a column."""
    by_row = {id(each.row): each for each in rows}
    listed = [by_row[id(each)] for each in sorted_rows([each.row for each in rows], sort)]
    return [_group("all", "All measures, sorted", "section", listed)] if listed else []


def _longest_first(rows: list[ListRow]) -> list[ListRow]:
    return sorted(rows, key=lambda each: -each.reds)


def _group(key: str, heading: str, css: str, rows: Sequence[ListRow]) -> ListGroup:
    return ListGroup(key, heading, css, f"{heading}: {len(rows)} measure{'' if len(rows) == 1 else 's'}", rows)


def _by_colour(line: Line) -> tuple[str, str, str]:
    rag = line.verdict.rag
    return rag.value, RAG_WORDS[rag], f"section section--{rag.value}"


def _by_section(line: Line) -> tuple[str, str, str]:
    found = section(line)
    heading, css = SECTIONS[found]
    return found.value if found else "other", heading, css


def _by_outcome(line: Line) -> tuple[str, str, str]:
    heading = line.measure.outcome or line.measure.framework_name
    return _key(heading), heading, "section"


def _by_area(line: Line) -> tuple[str, str, str]:
    measure = line.measure
    heading = ": ".join(each for each in (measure.outcome, measure.policy_area) if each) or measure.framework_name
    return _key(heading), heading, "section"


def _key(heading: str) -> str:
    return "-".join("".join(each if each.isalnum() else " " for each in heading.lower()).split())


_GROUPS: Mapping[Arrangement, Callable[[Line], tuple[str, str, str]]] = {
    Arrangement.COLOUR: _by_colour,
    Arrangement.SECTION: _by_section,
    Arrangement.OUTCOME: _by_outcome,
    Arrangement.AREA: _by_area,
}
