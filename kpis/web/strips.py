"""A measure's strip as text: each of its last periods a link, with a sign for its status and its words for a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.figure import Actual, Hidden
from kpis.domain.numbers import printed
from kpis.domain.periods import Period
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.strip import StripMark
from kpis.domain.words import Rag, Status
from kpis.presenters import strip_mark


class SpotText(NamedTuple):
    """A period of a strip: a link to it, its class and sign, and its figure and verdict in words."""

    address: str
    css: str
    icon: str
    words: str


def spots(strip: Sequence[StripMark], here: str) -> tuple[SpotText, ...]:
    """``here`` is the measure's address up to the period's key, which comes last."""
    return tuple([_spot(each, here) for each in strip])


def _spot(mark: StripMark, here: str) -> SpotText:
    figure, verdict = mark.figure, mark.verdict
    is_broken = figure is not None and bool(figure.break_before)
    told = _printed(figure, verdict)
    slug, css, icon, words = _spot_text(mark.period, verdict.status, verdict.rag, told, is_broken)
    return SpotText(here + slug, css, icon, words)


def _printed(figure: Actual | Hidden | None, verdict: Assessment) -> str:
    """The figure as it is printed; a verdict that has one has it rounded already."""
    rule = verdict.rule
    if verdict.figure is not None:
        return printed(verdict.figure, rule.unit, rule.places, rule.unit_label)
    return figure.text(rule) if isinstance(figure, Actual) else ""


# The same few periods and statuses stand in every strip, and the same figures of the past on every scorecard.
@lru_cache(maxsize=65536)
def _spot_text(period: Period, status: Status, rag: Rag, told: str, is_broken: bool) -> tuple[str, str, str, str]:
    look = strip_mark(status, rag)
    words = ", ".join(each for each in (told, look.word, "after a break" if is_broken else "") if each)
    css = f"{look.css} spot--break" if is_broken else look.css
    return period.slug, css, look.icon, f"{period.label}: {words}"
