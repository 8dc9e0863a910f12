"""What Exampleshire's services promised of their red figures, by the same actions as on their pages: some of each that
can become of a promise. The interchange format has no table for it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from kpis.demo.rectification import COUNCIL, Teller, day_of
from kpis.domain.entry import Explained
from kpis.domain.period_text import parse_period
from kpis.entry.actions_explanations import explain, waive
from kpis.models import Explanation, Reading

TEAM = "petra"


class PromiseStory(NamedTuple):
    """A promise of a measure's figure, with the day on which it was made; ``waived`` is why it need not be kept."""

    ref: str
    period: str
    said_on: str
    by: str
    cause: str
    action: str
    owner: str
    waived: str = ""


STORIES = (
    PromiseStory("CYP02", "2025/26 Q2", "2025-10-20", "2026-03-31", "More teenagers came into care at short notice.",
                 "A second team works with families at the edge of care.", "Head of Placements"),
    PromiseStory("CYP02", "2025/26 Q4", "2026-04-20", "2027-03-31", "Fewer children went home than was planned.",
                 "Every plan to go home is reviewed each month.", "Head of Placements"),
    PromiseStory("CYP14", "2026/27 Q2", "2026-10-20", "2027-06-30", "Four carers retired in one quarter.",
                 "Twelve new carers are being approved.", "Head of Fostering"),
    PromiseStory("AH13", "2026-09", "2026-10-21", "2026-12-31", "Requests from the Coast doubled.",
                 "Two assessors work at the Coast until the end of the year.", "Head of Adult Care"),
    PromiseStory("ED03", "2026/27 Q2", "2026-10-21", "2026-12-31", "Two schools were inspected before they were ready.",
                 "Every school that expects an inspection is visited this term.", "Head of School Improvement"),
    PromiseStory("ED01", "2025/26 Q4", "2026-04-20", "2026-09-30", "Three psychologists' posts were vacant.",
                 "Locums write advice until the posts are filled.", "Head of Inclusion"),
    PromiseStory("ED09", "2025/26 Q2", "2025-10-21", "2026-03-31", "Colleges sent their lists late.",
                 "Destinations are asked for by telephone.", "Head of Skills"),
    PromiseStory("KPI-EH1", "2025/26 Q3", "2026-01-20", "2026-06-30", "Two hubs were closed by floods.",
                 "Families are seen in libraries.", "Head of Early Help"),
    PromiseStory("RES01", "2025/26 Q4", "2026-04-21", "2026-09-30", "Residential places cost more than was planned.",
                 "Two homes of our own open by September.", "Finance Business Partner"),
    PromiseStory("RES01", "2026/27 Q1", "2026-07-21", "2027-03-31", "The second home is late.",
                 "The second home opens in January.", "Finance Business Partner"),
    PromiseStory("AH03", "2026-07", "2026-08-12", "2026-10-31", "Home care could not be found in the north.",
                 "A new provider starts in October.", "Head of Commissioning"),
    PromiseStory("AH06", "2026/27 Q1", "2026-07-20", "2027-03-31", "The survey reached few people.",
                 "Letters go out twice.", "Head of Adult Care", "The survey ends this year."),
)  # fmt: skip


def promise(now: dt.datetime) -> bool:
    """Make the promises of the demonstration that had been made by a moment, where none has been. Whether it did."""
    if Explanation.objects.filter(reading__council__slug=COUNCIL).exists():
        return False
    told = [each for each in STORIES if day_of(each.said_on) <= timezone.localtime(now).date()]
    with transaction.atomic():
        for each in told:
            _make(each, now)
    return bool(told)


def _make(story: PromiseStory, now: dt.datetime) -> None:
    period = parse_period(story.period)
    figures = Reading.objects.filter(council__slug=COUNCIL, measure__ref=story.ref, category=None, end=period.end)
    reading = min(figures, key=lambda each: each.kind != period.kind)  # a position may be stored under another name
    said = Explained(story.cause, story.action, story.owner, day_of(story.by))
    by = Teller(TEAM, story.said_on)
    explain(reading=reading, said=said, seen=0, **by.told)
    if story.waived:
        # After the figures were signed off, which is when they are loaded: readers had been told.
        waive(reading=reading, reason=story.waived, seen=1, by=by.told["by"], at=now + dt.timedelta(seconds=1))
