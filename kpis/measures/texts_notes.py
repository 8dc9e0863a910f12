"""What happened while a measure's figures moved, marked on its chart by number and told beside it: targets that were
changed, promises, figures that were revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from kpis.charts import Band, Chart, Note, TargetStep
from kpis.domain.periods import date_text
from kpis.measures.queries import MeasurePage
from kpis.measures.texts import revision
from kpis.presenters import promise_at_length

MOST = 12
"""Notes on a chart; of more, the latest. What they tell stands in full in the tables of the page."""


def with_notes(chart: Chart, page: MeasurePage) -> Chart:
    """The chart with the notes that fall within its figures, numbered from the earliest."""
    days = [point.at for series in chart.series for point in series.points]
    first, last = min(days), max(days)
    those = sorted({each for each in _happened(chart, page) if first <= each[0] <= last})[-MOST:]
    return replace(chart, notes=tuple(Note(n, day, text) for n, (day, text) in enumerate(those, 1)))


def _happened(chart: Chart, page: MeasurePage) -> Iterator[tuple[date, str]]:
    yield from _targets(chart, page)
    for each in page.promises:
        promise = each.promise
        told = f"{promise.period.label}: promised to be back on track by {date_text(each.by)}."
        yield promise.period.end, f"{told} {promise_at_length(each).rstrip('.')}."
    for revised in page.revisions:
        words = revision(revised)
        why = f": {words['why'].rstrip('.')}" if words["why"] else ""
        yield revised.period.end, f"{words['period']}: the figure was {words['was']} until {words['until']}{why}."


def _targets(chart: Chart, page: MeasurePage) -> Iterator[tuple[date, str]]:
    """Where another target takes over, or another band in a measure that has nothing else to be held against."""
    name = "target" if chart.targets else "band"
    steps: Sequence[TargetStep | Band] = chart.targets or chart.bands
    for before, step in pairwise(sorted(steps, key=lambda each: each.start)):
        if step.text != before.text:
            why = _why(page, step.start)
            yield step.start, f"{date_text(step.start)}: new {name}, {step.text}; before that {before.text}{why}."


def _why(page: MeasurePage, day: date) -> str:
    """The reason recorded with the target that stands from a day; blank where there is none."""
    for version in page.targets:
        period = version.target.period
        if version.superseded_at is None and version.why and period and period.start <= day <= period.end:
            return f" ({version.why.rstrip('.')})"
    return ""
