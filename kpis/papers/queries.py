"""Committee reports as the performance team works on them: the list, one, and the figures that it would print."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from kpis.measures.queries import MeasurePage, measure_page
from kpis.measures.queries_promises import ToldPromise, told_promises
from kpis.models import Publication, Report
from kpis.people import EVERY_COUNCIL
from kpis.readings.wanted import Wanted
from kpis.refusals import NotFound
from kpis.scorecards.queries import Scorecard, scorecard, section

RESERVED = frozenset({"new", "template", "feed"})
"""Addresses under a council's reports that are pages of their own."""


class ReportFigures(NamedTuple):
    """What a report prints: its scorecard, the pages of the measures told in detail, by reference, and how many
    measures the whole plan has by outcome and policy area.
    """

    card: Scorecard
    pages: dict[str, MeasurePage]
    plan: tuple[tuple[str, str, int], ...]


def report_of(council_id: int, slug: str) -> Report:
    """A report with its council, committee and plan. Raises NotFound."""
    related = ("council", "committee", "framework")
    found = Report.objects.filter(council_id=council_id, slug=slug).select_related(*related).first()
    if found is None:
        raise NotFound(f'There is no report "{slug[:60]}" here. The list of reports has those that there are.')
    return found


def last_number(report: Report) -> int:
    """The number of a report's last publication; 0 where there is none."""
    return Publication.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0


def figures_of(report: Report, at: dt.datetime | None, today: dt.date) -> ReportFigures:
    """A report's figures as they stood at a moment (now, where none is given), with the public's view of small
    numbers: what is published is public."""
    wanted = Wanted(
        council=report.council.slug,
        today=today,
        framework=report.framework.slug if report.framework else "",
        committee=report.committee.slug,
        period=report.period,
        at=timezone.localtime(at) if at else None,
    )
    card = scorecard(wanted, EVERY_COUNCIL)
    detailed = [line.measure.ref for line in card.lines if section(line) is not None]
    pages = {ref: measure_page(wanted, ref, EVERY_COUNCIL) for ref in detailed}
    return ReportFigures(card, pages, _plan(wanted))


def promises_of(card: Scorecard, today: dt.date) -> list[ToldPromise]:
    """What was promised of a report's measures as at its moment, with the public's view of small numbers."""
    return told_promises([line.measure for line in card.lines], card.at, today, EVERY_COUNCIL)


def _plan(wanted: Wanted) -> tuple[tuple[str, str, int], ...]:
    """How many measures the whole plan's scorecard has, by outcome and policy area, in the plan's order."""
    counts: dict[tuple[str, str], int] = {}
    lines = scorecard(wanted._replace(committee=""), EVERY_COUNCIL).lines
    for measure in sorted((line.measure for line in lines), key=lambda each: each.id):
        key = (measure.outcome, measure.policy_area)
        counts[key] = counts.get(key, 0) + 1
    return tuple((outcome, area, count) for (outcome, area), count in counts.items())
