"""The SQL statements of the read side, one function each, as rows of plain values. Their number never depends on
how many measures there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, DecimalField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from kpis.domain.disclosure import Threshold
from kpis.domain.figures import Unit
from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.vocabulary import Comparison, FrameworkKind, Polarity, Rule, Scheme, ToleranceKind
from kpis.models import Baseline, Comparator, Council, Measure, Reading, ReadingVersion, Target

SIGNED_OFF = ReadingVersion.State.SIGNED_OFF.value
FIGURE = DecimalField(max_digits=15, decimal_places=6)


class MeasureRow(NamedTuple):
    """A measure as every page needs it, with its rules in order of their beginning."""

    id: int
    ref: str
    title: str
    framework: str
    framework_name: str
    outcome: str
    policy_area: str
    service_id: int | None
    service: str
    unit: Unit
    unit_label: str
    share: bool
    schedule: Schedule
    threshold: Threshold
    rules: tuple[tuple[dt.date | None, Rule], ...]


MEASURE_COLUMNS = (
    "id", "ref", "title", "framework__slug", "framework__name", "framework__kind", "framework__starts",
    "framework__underspend_is_red", "outcome__name", "policy_area__name", "service_id", "service__name",
    "service__suppress_below", "unit", "unit_label", "share", "frequency", "year_start", "period_kind",
    "suppress_below", "suppress_zero", "live_from", "live_to", "rules__begins", "rules__scheme", "rules__polarity",
    "rules__decimal_places", "rules__steady_margin", "rules__steady_margin_kind", "rules__comparison",
)  # fmt: skip


def measures(council_id: int, framework: str = "", committee: str = "", refs: Collection[str] = ()) -> list[MeasureRow]:
    """A council's measures in scorecard order, each with its rules: one statement."""
    found = Measure.objects.filter(council_id=council_id)
    if framework:
        found = found.filter(framework__slug=framework)
    if committee:
        found = found.filter(committees__slug=committee)
    if refs:
        found = found.filter(ref__iexact=next(iter(refs)))
    ordered = found.order_by("framework__kind", "framework_id", "order", "ref", "id", "rules__begins")
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for row in ordered.values_list(*MEASURE_COLUMNS):
        rows.setdefault(row[0], []).append(row)
    return [_measure(each) for each in rows.values()]


def _measure(rows: list[tuple[Any, ...]]) -> MeasureRow:
    first = rows[0]
    (pk, ref, title, framework, framework_name, _, _, _, outcome, area, service_id, service, service_below) = (
        first[:13]
    )
    unit, label, share, frequency, year_start, period_kind, below, zero, live_from, live_to = first[13:23]
    schedule = Schedule(Frequency(frequency), YearStart(year_start), PeriodKind(period_kind), live_from, live_to)
    threshold = Threshold(service_below if below is None else below, zero)
    # The beginning sorts last on one database and first on the other.
    rules = sorted(((row[23], _rule(row)) for row in rows if row[24]), key=lambda each: each[0] or dt.date.min)
    return MeasureRow(
        pk, ref, title, framework, framework_name, outcome or "", area or "", service_id, service or "",
        Unit(unit), label, share, schedule._replace(live_from=live_from), threshold, tuple(rules),
    )  # fmt: skip


def _rule(row: tuple[Any, ...]) -> Rule:
    scheme, polarity, places, margin, margin_kind, comparison = row[24:30]
    return Rule(
        scheme=Scheme(scheme),
        polarity=Polarity(polarity),
        unit=Unit(row[13]),
        places=places,
        unit_label=row[14],
        period_kind=PeriodKind(row[18]),
        comparison=Comparison(comparison),
        steady_margin=margin,
        steady_kind=ToleranceKind(margin_kind) if margin_kind else None,
        underspend_is_red=row[7],
        set_by=FrameworkKind(row[5]),
    )


def standing(at: dt.datetime | None, prefix: str = "") -> Q:
    """The condition for versions that stood at a moment (now, where none is given)."""
    if at is None:
        return Q(**{f"{prefix}superseded_at": None})
    later = Q(**{f"{prefix}superseded_at": None}) | Q(**{f"{prefix}superseded_at__gt": at})
    return later & Q(**{f"{prefix}recorded_at__lte": at})


READING_COLUMNS = (
    "reading__measure_id", "reading__kind", "reading__start", "reading__end", "id", "value", "numerator",
    "denominator", "marker", "provisional_until", "expected", "break_before", "achieved_on",
)  # fmt: skip

WINDOWS = {Kind.MONTH: 14, Kind.QUARTER: 28, Kind.HALF: 64, Kind.YEAR: 64, Kind.SNAPSHOT: 64}
"""How many months before a scorecard's first day its trends reach, by the length of the figure shown."""


def versions(measure_ids: Collection[int], at: dt.datetime | None) -> QuerySet[ReadingVersion]:
    """The signed-off totals that stood at a moment."""
    found = ReadingVersion.objects.filter(standing(at), state=SIGNED_OFF, reading__category=None)
    return found.filter(reading__measure_id__in=measure_ids)


def readings(
    measure_ids: Collection[int], start: dt.date, end: dt.date, at: dt.datetime | None
) -> list[tuple[Any, ...]]:
    """The figures that a scorecard from start to end needs: its own, those compared with, and those of its trends."""
    reach = Q()
    for kind, months in WINDOWS.items():
        reach |= Q(reading__kind=kind.value, reading__end__gt=_months_before(start, months))
    rows = versions(measure_ids, at).filter(reach, reading__end__lte=end)
    return list(rows.order_by().values_list(*READING_COLUMNS))


def last_known(measure_ids: Collection[int], end: dt.date, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """The last figure with a value that each measure has up to a day."""
    valued = ReadingVersion.objects.filter(
        standing(at), state=SIGNED_OFF, value__isnull=False, reading__measure=OuterRef("pk"), reading__category=None
    ).filter(reading__end__lte=end)
    latest = Subquery(valued.order_by("-reading__end", "-reading__start").values("pk")[:1])
    ids = Measure.objects.filter(pk__in=measure_ids).annotate(latest=latest).values("latest")
    return list(ReadingVersion.objects.filter(pk__in=ids).order_by().values_list(*READING_COLUMNS))


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def first_readings(measure_ids: Collection[int]) -> dict[int, dt.date]:
    """The first day of each measure's first reading, from which it lives where nothing else is stated."""
    rows = Reading.objects.filter(measure_id__in=measure_ids).order_by().values("measure_id")
    return dict(rows.annotate(first=Min("start")).values_list("measure_id", "first"))


def reported(measure_ids: Collection[int], at: dt.datetime | None) -> list[tuple[str, dt.date, dt.date, int]]:
    """Every period with a figure: kind, first day, last day, and how many measures have one."""
    rows = versions(measure_ids, at).filter(value__isnull=False).order_by()
    grouped = rows.values("reading__kind", "reading__start", "reading__end").annotate(figures=Count("id"))
    return list(grouped.values_list("reading__kind", "reading__start", "reading__end", "figures"))


class SetRow(NamedTuple):
    """A target, a baseline or a comparator: one shape, so that one statement brings all three."""

    measure_id: int
    role: str
    kind: str
    start: dt.date
    end: dt.date
    value: Decimal | None
    tolerance_kind: str
    tolerance: Decimal | None
    low: Decimal | None
    high: Decimal | None
    until: dt.date | None
    numerator: Decimal | None
    denominator: Decimal | None
    name: str


def beside(measure_ids: Collection[int], at: dt.datetime | None) -> list[SetRow]:
    """Targets, baselines and comparators of the totals, as they stood: one statement."""
    none, blank, no_day = Cast(Value(None), FIGURE), Value("", CharField()), Cast(Value(None), DateField())
    shared = ("kind", "start", "end", "value")
    targets = Target.objects.filter(withdrawn=False, category=None).annotate(
        role=Value("target"), n=none, d=none, name=blank
    )
    baselines = Baseline.objects.annotate(
        role=Value("baseline"), tk=blank, t=none, l=none, h=none, u=no_day, name=blank
    )
    comparators = Comparator.objects.filter(category=None).annotate(
        role=Value("comparator"), tk=blank, t=none, l=none, h=none, u=no_day, n=none, d=none
    )
    rows = [
        each.filter(standing(at), measure_id__in=measure_ids)
        .order_by()
        .values_list("measure_id", "role", *shared, *rest)
        for each, rest in (
            (targets, ("tolerance_kind", "tolerance", "low", "high", "until", "n", "d", "name")),
            (baselines, ("tk", "t", "l", "h", "u", "numerator", "denominator", "name")),
            (comparators, ("tk", "t", "l", "h", "u", "n", "d", "name")),
        )
    ]
    return [SetRow._make(row) for row in rows[0].union(*rows[1:], all=True)]


class Said(NamedTuple):
    """What was written and judged beside a version."""

    commentary: str
    section: str
    judgements: dict[str, tuple[str, str, str]]


def said(version_ids: Sequence[int]) -> dict[int, Said]:
    """Commentary, section and published judgements (kind: value, basis, source) of versions: one statement."""
    rows = ReadingVersion.objects.filter(pk__in=version_ids).order_by()
    columns = (
        "id",
        "commentary",
        "section",
        "judgements__kind",
        "judgements__value",
        "judgements__basis",
        "judgements__source",
    )
    found: dict[int, Said] = {}
    for pk, commentary, section, kind, value, basis, source in rows.values_list(*columns):
        each = found.setdefault(pk, Said(commentary, section, {}))
        if kind:
            each.judgements[kind] = (value, basis, source)
    return found


def council(slug: str) -> list[tuple[Any, ...]]:
    """A council with its frameworks, their published headlines and its committees, a row for each combination."""
    framework, headline = "frameworks__", "frameworks__headlines__"
    columns = (
        "id", "slug", "name", "short_name", "visibility", "notice", f"{framework}slug", f"{framework}name",
        f"{framework}kind", "committees__slug", "committees__name", "committees__remit", f"{headline}kind",
        f"{headline}start", f"{headline}end", f"{headline}met", f"{headline}not_met", f"{headline}source",
        f"{headline}why_different", f"{headline}committee__slug",
    )  # fmt: skip
    order = ("frameworks__kind", "frameworks__name", "committees__name")
    return list(Council.objects.filter(slug=slug).order_by(*order).values_list(*columns))


class Details(NamedTuple):
    """What a measure's page says about the measure itself."""

    definition: str
    source: str
    owner: str
    portfolio_holder: str
    data_lag_days: int | None
    committees: tuple[tuple[str, str], ...]


def details(measure_id: int) -> Details:
    """A measure's texts and the committees whose remit it is in: one statement."""
    columns = (
        "definition",
        "source",
        "owner",
        "portfolio_holder",
        "data_lag_days",
        "committees__slug",
        "committees__name",
    )
    rows = list(Measure.objects.filter(pk=measure_id).order_by("committees__name").values_list(*columns))
    committees = tuple((row[5], row[6]) for row in rows if row[5])
    definition, source, owner, portfolio_holder, lag = rows[0][:5]
    return Details(definition, source, owner, portfolio_holder, lag, committees)


def every_reading(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """All of a measure's signed-off figures that stood, totals and categories; the category's columns come last."""
    rows = ReadingVersion.objects.filter(standing(at), state=SIGNED_OFF, reading__measure_id=measure_id)
    category = ("reading__category_id", "reading__category__name", "reading__category__dimension__name")
    order = (
        "reading__category__dimension__name",
        "reading__category__order",
        "reading__category__name",
        "reading__end",
    )
    return list(rows.order_by(*order).values_list(*READING_COLUMNS, *category))


def superseded(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """Earlier signed-off versions of a measure's totals that no longer stand, with when and why they were replaced."""
    rows = ReadingVersion.objects.filter(state=SIGNED_OFF, reading__measure_id=measure_id, reading__category=None)
    gone = rows.exclude(standing(at)).filter(superseded_at__isnull=False)
    if at is not None:
        gone = gone.filter(superseded_at__lte=at)
    return list(
        gone.order_by("-superseded_at", "-number").values_list(
            *READING_COLUMNS, "recorded_at", "superseded_at", "reading_id", "number"
        )
    )


def reasons_of(reading_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Why each version of these readings was recorded, by reading and number."""
    rows = ReadingVersion.objects.filter(reading_id__in=reading_ids, state=SIGNED_OFF).order_by()
    return {(reading, number): why for reading, number, why in rows.values_list("reading_id", "number", "reason")}


def target_versions(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """Every version of a measure's targets up to a moment, the newest first."""
    rows = Target.objects.filter(measure_id=measure_id, category=None)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    columns = (
        "kind", "start", "end", "value", "tolerance_kind", "tolerance", "low", "high", "until", "withdrawn", "reason",
        "recorded_at", "superseded_at", "number",
    )  # fmt: skip
    return list(rows.order_by("-end", "-start", "-number").values_list(*columns))
