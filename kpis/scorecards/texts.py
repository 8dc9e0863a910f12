"""What stands above a scorecard: what it is of, the sentence that adds up, and what a past paper counted."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from kpis.domain.figure import Actual
from kpis.domain.line import Line
from kpis.domain.periods import date_text
from kpis.domain.summary import NOTHING_COUNTED, Tally
from kpis.domain.words import Marker, Status
from kpis.readings.councils import Headline
from kpis.scorecards.queries import Scorecard
from kpis.scorecards.words import adding_up, headline, opening_sentence


def title_of(card: Scorecard) -> str:
    """What the scorecard is of: its committee, plan or council."""
    if card.committee:
        return card.committee.name
    only = card.council.frameworks[0] if len(card.council.frameworks) == 1 else None
    framework = card.framework or only
    return framework.name if framework else "All plans and contracts"


class Opening(NamedTuple):
    """What a scorecard opens with: the headline, the sentence that adds up, and each colour by its words, adding up to
    it. Where there is nothing to count, the headline says so."""

    headline: str
    sentence: str
    adding_up: list[str]
    tally: Tally = NOTHING_COUNTED


def opening(card: Scorecard) -> Opening:
    """The same on every page and in every document; as of a day before anything was recorded it says that there is
    nothing to count."""
    if nothing := _nothing_to_count(card):
        return Opening(nothing, nothing, [])
    assert card.period is not None
    counts, stated = card.tally, sum(_has_stated_reason(line) for line in card.lines)
    sentence = opening_sentence(counts, card.period, stated)
    return Opening(headline(counts, card.period), sentence, adding_up(counts, stated), counts)


def _nothing_to_count(card: Scorecard) -> str:
    if card.is_before_records and card.at is not None:
        day = date_text(timezone.localdate(card.at))
        return f"No figure had been recorded by {day}: there is nothing to count."
    return "" if card.period else "No figure has been reported yet."


def _has_stated_reason(line: Line) -> bool:
    """Whether a line has no figure for a reason other than that it is awaited."""
    shown = isinstance(line.figure, Actual) and line.figure.marker in (Marker.NOT_APPLICABLE, Marker.NOT_MONITORED)
    return shown and line.verdict.status is Status.NO_DATA


def headline_text(headline: Headline | None) -> str:
    """What the paper itself counted, and why that is not what is counted here; blank where there is no such paper."""
    if headline is None:
        return ""
    counted = f"The paper itself counted {headline.met} met and {headline.not_met} behind ({headline.source})."
    return f"{counted} {headline.why_different}".strip()
