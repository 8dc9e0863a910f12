"""A council to measure with: quarterly measures of the common units and schemes, five years of figures and targets.

Nothing is drawn by chance: figures follow from the measure's number and the quarter's. In every fifth measure the
last figure is awaited, and one of those has had none for years, so that each statement of a scorecard has work to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from kpis.domain.entry import State
from kpis.domain.figure import Figure, Notes
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period
from kpis.domain.words import Marker, Polarity, Scheme, ToleranceKind
from kpis.models import (
    Committee,
    Comparator,
    Council,
    Framework,
    Measure,
    MeasureRule,
    Outcome,
    PolicyArea,
    Service,
    Target,
)
from kpis.readings.append import append
from kpis.readings.entries import Entry, OpinionEntry, Place

LAST_YEAR = 2024
YEARS = range(LAST_YEAR - 4, LAST_YEAR + 1)
QUARTERS = tuple(Period.quarter(year, number) for year in YEARS for number in range(1, 5))
RECORDED = dt.datetime(2025, 4, 24, 9, 30, tzinfo=dt.UTC)
FIRST_RECORDED = dt.datetime(2025, 3, 3, 9, 30, tzinfo=dt.UTC)
OUTCOMES = (
    ("Children and young people are safe", ("Children in care", "Child protection", "Early help")),
    ("Residents live well and independently", ("Adult social care", "Public health")),
    ("The county is well connected", ("Highways", "Transport", "Broadband")),
    ("The council makes the best use of its resources", ("Finance", "People", "Customer service")),
)
SERVICES = ("Children's social care", "Education", "Adults and communities", "Highways and planning", "Resources")
SUBJECTS = (
    "Children's social work assessments completed within 45 working days",
    "Education, health and care plans issued within 20 weeks",
    "Children in care per 10,000 of the population aged under 18",
    "Average time to repair a dangerous pothole, in days",
    "Net revenue spending of the service against its budget",
    "Contacts with the customer service centre that were resolved the first time",
)
CAUSES = (
    "Demand rose again over the quarter",
    "Two posts in the team stayed vacant until the last month",
    "The figure includes cases that were carried over from the winter",
    "A change of supplier in January delayed the returns of three districts",
    "Fewer referrals came from schools than in the same quarter of last year",
    "The new recording system counts visits that used to be left out",
    "Weather damage took crews away from planned work for most of February",
)
STEPS = (
    "An improvement plan was agreed and takes effect from the second quarter.",
    "The head of service reviews every open case each fortnight.",
    "Recruitment is under way, with agency staff covering until June.",
    "Partners meet in May to agree a single route for referrals.",
    "No further action is planned, as the year's target is still in reach.",
)


Area = tuple[Outcome, PolicyArea]


class SampleShape(NamedTuple):
    """What the measures of one kind have in common."""

    unit: Unit
    label: str
    polarity: Polarity
    scheme: Scheme
    places: int
    about: int


SHAPES = (
    SampleShape(Unit.PERCENTAGE, "", Polarity.HIGHER, Scheme.TARGET_TOLERANCE, 1, 80),
    SampleShape(Unit.PERCENTAGE, "", Polarity.HIGHER, Scheme.TARGET_THEN_LAST_YEAR, 1, 60),
    SampleShape(Unit.RATE, "per 10,000", Polarity.LOWER, Scheme.BAND, 1, 64),
    SampleShape(Unit.DAYS, "", Polarity.LOWER, Scheme.TARGET, 1, 12),
    SampleShape(Unit.CURRENCY, "k", Polarity.NONE, Scheme.VARIANCE, 0, 15240),
    SampleShape(Unit.COUNT, "", Polarity.LOWER, Scheme.TARGET, 0, 1380),
)


def shape_of(number: int) -> SampleShape:
    return SHAPES[number % len(SHAPES)]


def commentary(number: int, place: int) -> str:
    """What an officer wrote beside a figure: seldom the same twice."""
    cause, step = CAUSES[(number + 2 * place) % len(CAUSES)], STEPS[(3 * number + place) % len(STEPS)]
    return f"{cause}, which affected {20 + (number * 13 + place) % 300} cases in {15 + number % 60} settings. {step}"


@transaction.atomic
def make_council(slug: str, count: int) -> Council:
    """A public council with that many measures, each with twenty quarters."""
    council = Council.objects.create(
        slug=slug, name=f"Benchshire Council ({count})", short_name="Benchshire", visibility="public"
    )
    measures = make_measures(council, count)
    append(list(_first(measures)), state=State.SIGNED_OFF, by=None, at=FIRST_RECORDED)
    append(list(_revised(measures)), state=State.SIGNED_OFF, by=None, at=RECORDED)
    Target.objects.bulk_create(_targets(measures), batch_size=2000)
    Comparator.objects.bulk_create(_comparators(measures), batch_size=2000)
    return council


def make_measures(council: Council, count: int) -> list[Measure]:
    plan = Framework.objects.create(council=council, slug="plan", name="Council plan 2020 to 2025", kind="plan")
    panel = Committee.objects.create(council=council, slug="panel", name="Overview and scrutiny panel")
    services = Service.objects.bulk_create(Service(council=council, name=name) for name in SERVICES)
    areas = list(_areas(plan))
    measures = Measure.objects.bulk_create(
        _measure(council, plan, number, areas[number * len(areas) // count], services[number % len(services)])
        for number in range(count)
    )
    panel.measures.set(measures)
    MeasureRule.objects.bulk_create(_rule(measure, shape_of(measure.order)) for measure in measures)
    return measures


def _areas(plan: Framework) -> Iterable[Area]:
    for place, (outcome, names) in enumerate(OUTCOMES):
        made = Outcome.objects.create(framework=plan, name=outcome, order=place)
        for order, name in enumerate(names):
            yield made, PolicyArea.objects.create(framework=plan, name=name, order=order)


def _measure(council: Council, plan: Framework, number: int, place: Area, service: Service) -> Measure:
    shape, (outcome, area) = shape_of(number), place
    return Measure(
        council=council, framework=plan, ref=f"KBM-{number + 1:03d}", order=number, outcome=outcome,
        title=f"{SUBJECTS[number % len(SUBJECTS)]} ({area.name.lower()})", policy_area=area, service=service,
        unit=shape.unit, unit_label=shape.label, frequency="quarterly", period_kind="in_period",
        definition=f"As the national return defines it. {STEPS[number % len(STEPS)]}", source="The service's records",
    )  # fmt: skip


def _rule(measure: Measure, shape: SampleShape) -> MeasureRule:
    comparison = "same_period_last_year" if measure.order % 2 else "previous_period"
    return MeasureRule(
        measure=measure, scheme=shape.scheme, polarity=shape.polarity, decimal_places=shape.places,
        comparison=comparison, steady_margin=Decimal("0.5"), steady_margin_kind="points",
    )  # fmt: skip


def period_columns(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


def _is_revised(measure: Measure, place: int) -> bool:
    """Whether a figure was stored as another one first."""
    return measure.order % 10 == 0 and place >= len(QUARTERS) - 6


def _first(measures: Iterable[Measure]) -> Iterable[Entry]:
    for measure in measures:
        for place in range(len(QUARTERS)):
            number, is_revised = measure.order, _is_revised(measure, place)
            marker = {} if is_revised else _marker(number, place)
            yield _entry(measure, place, _figure(number, place + is_revised), **marker)


def _revised(measures: Iterable[Measure]) -> Iterable[Entry]:
    for measure in measures:
        for place in range(len(QUARTERS)):
            if _is_revised(measure, place):
                yield _entry(measure, place, _figure(measure.order, place), marker=Marker.REVISED, seen=1)


def _entry(measure: Measure, place: int, numbers: dict[str, Any], seen: int = 0, **dates: Any) -> Entry:
    period = QUARTERS[place]
    notes = Notes(commentary(measure.order, period.start.toordinal() // 90))
    if not Marker(dates.get("marker", Marker.FINAL)).has_value:
        numbers = {}
    is_last = place == len(QUARTERS) - 1 and (seen or not _is_revised(measure, place))
    opinions = {"projection": OpinionEntry("improve", source="The service")} if is_last else {}
    return Entry(Place(measure, period), Figure(**numbers, **dates), notes, opinions, seen=seen)


def _marker(number: int, place: int) -> dict[str, Any]:
    last = len(QUARTERS) - 1
    if (number % 5 == 4 and place == last) or (number % 25 == 4 and place > 5):
        return {"marker": Marker.AWAITING, "expected": dt.date(2025, 7, 31)}
    if number % 7 == 2 and place >= last - 1:
        return {"marker": Marker.PROVISIONAL, "provisional_until": dt.date(2025, 9, 30)}
    return {"marker": Marker.FINAL}


def _figure(number: int, place: int) -> dict[str, Any]:
    """A value, for a percentage with its numerator and denominator: a slow drift with a wobble round its target."""
    shape, wobble = shape_of(number), (number * 7 + place * 5) % 11 - 5
    if shape.unit is Unit.PERCENTAGE:
        denominator = Decimal(400 + 3 * number)
        numerator = (denominator * (shape.about + place // 4 + wobble) / 100).quantize(Decimal(1))
        value = (numerator * 100 / denominator).quantize(Decimal("0.000001"))
        return {"value": value, "numerator": numerator, "denominator": denominator}
    return {"value": Decimal(shape.about) * (100 + wobble + place // 4) / 100}


def _targets(measures: Iterable[Measure]) -> Iterable[Target]:
    """One for each year; for what adds up over a year, one for each quarter."""
    for measure in measures:
        shape = shape_of(measure.order)
        periods = QUARTERS if shape.unit.adds_up else [Period.year(year) for year in YEARS]
        for period in periods:
            yield Target(measure=measure, recorded_at=FIRST_RECORDED, **_set(shape), **period_columns(period))


def _set(shape: SampleShape) -> dict[str, Any]:
    about = Decimal(shape.about)
    if shape.scheme is Scheme.BAND:
        return {"low": about * Decimal("0.98"), "high": about * Decimal("1.02")}
    if shape.scheme is Scheme.TARGET_TOLERANCE:
        return {"value": about, "tolerance_kind": ToleranceKind.POINTS.value, "tolerance": Decimal(2)}
    return {"value": about}


def _comparators(measures: Iterable[Measure]) -> Iterable[Comparator]:
    """England and the neighbours beside every third measure: fewer are to be had in practice."""
    columns = {"recorded_at": FIRST_RECORDED, **period_columns(Period.year(LAST_YEAR))}
    for measure in measures:
        value = Decimal(shape_of(measure.order).about)
        for name in ("England", "Statistical neighbours") if measure.order % 3 == 0 else ():
            yield Comparator(measure=measure, name=name, value=value, **columns)
