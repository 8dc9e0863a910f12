"""A region's worth of figures beside the council that is measured: other councils, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from django.db import connection

from kpis.bench.checks import Measurement, ms, times
from kpis.bench.data import RECORDED, make_council, make_measures
from kpis.bench.pages import page, scorecard
from kpis.bench.places import own_database, use
from kpis.bench.runs import Work, seconds
from kpis.models import Council, Measure, Reading

SMALL, LARGE = 5_000, 1_000_000
MEASURES_EACH = 60
MEASURED = f"bench-{MEASURES_EACH}"
ROUNDS, ASKED = 6, 6
MONTHS = 168
"""Fourteen years of monthly figures each."""

READINGS = """
INSERT INTO kpis_reading (council_id, measure_id, kind, start, "end", known_by_end)
SELECT m.council_id, m.id, 'month', month::date, (month + interval '1 month' - interval '1 day')::date, false
FROM kpis_measure m
JOIN kpis_council c ON c.id = m.council_id
CROSS JOIN generate_series(timestamp '2011-04-01', timestamp '2025-03-01', interval '1 month') AS month
WHERE c.slug <> %s
ORDER BY month, m.id
LIMIT %s
"""
VERSIONS = """
INSERT INTO kpis_readingversion
    (reading_id, number, recorded_at, state, value, marker, commentary, section, break_before, source, reason)
SELECT r.id, 1, %s, 'signed_off', 20 + r.id %% 60, 'final', 'Much as in the month before.', '', '', 'bench', ''
FROM kpis_reading r
WHERE NOT EXISTS (SELECT 1 FROM kpis_readingversion v WHERE v.reading_id = r.id)
"""


def make_region(total: int) -> None:
    """The measured council, and as many others as it takes for that many readings altogether."""
    make_council(MEASURED, MEASURES_EACH)
    others = total - Reading.objects.count()
    councils = -(-others // (MEASURES_EACH * MONTHS))
    for number in range(councils):
        council = Council.objects.create(slug=f"other-{number}", name=f"Other {number}", visibility="public")
        make_measures(council, MEASURES_EACH)
    with connection.cursor() as cursor:
        cursor.execute(READINGS, [MEASURED, others])
        cursor.execute(VERSIONS, [RECORDED])
        cursor.execute("VACUUM ANALYZE")


def size() -> str:
    """What the database holds, in words."""
    councils, measures, readings = Council.objects.count(), Measure.objects.count(), Reading.objects.count()
    return f"{readings:,} readings of {measures:,} measures of {councils:,} councils"


def region_checks() -> Iterator[Measurement]:
    """A scorecard where the database holds 1,000,000 readings, against the same one where it holds 5,000."""
    with own_database() as small:
        make_region(SMALL)
        with own_database() as large:
            make_region(LARGE)
            held = size()
            few, many = by_turns((small, large), page(scorecard(MEASURES_EACH)))
            plain = f"{ms(many)} against {ms(few)}; {held}"
            yield times("A scorecard among 1,000,000 readings against 5,000", many / few, 1.3, plain)


def by_turns(databases: Sequence[str], ask: Work) -> list[float]:
    """The median time of the same work in each database, some runs in one, then some in the other, and so on. The
    first run after a change, which connects, does not count."""
    taken: dict[str, list[float]] = {name: [] for name in databases}
    for _ in range(ROUNDS):
        for name in databases:
            use(name)
            ask()
            taken[name] += [seconds(ask) for _ in range(ASKED)]
    return [median(taken[name]) for name in databases]
