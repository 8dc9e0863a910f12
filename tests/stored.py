"""Rows for tests: an invented council with its plan, measures, figures and people, as the actions leave them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period
from kpis.models import (
    Baseline,
    Category,
    Committee,
    Comparator,
    Council,
    Dimension,
    Document,
    Framework,
    Job,
    Judgement,
    Measure,
    MeasureRule,
    Membership,
    Publication,
    Reading,
    ReadingVersion,
    Report,
    Service,
    Target,
    User,
)
from kpis.sections.rules import as_stored, new_draft

RULE_COLUMNS = ("scheme", "polarity", "decimal_places", "steady_margin", "steady_margin_kind", "comparison", "begins")


def moment(text: str) -> dt.datetime:
    """Noon in London on a day: "2019-06-18"."""
    return timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(text), dt.time(12)))


LONG_AGO = moment("2019-05-01")
SET_UP = moment("2000-01-01")


def make_council(slug: str = "northshire", visibility: str = "public", notice: str = "") -> Council:
    name = slug.replace("-", " ").capitalize()
    return Council.objects.create(
        slug=slug, name=f"{name} County Council", short_name=name, visibility=visibility, notice=notice
    )


def make_plan(council: Council, slug: str = "plan", kind: str = "plan", **columns: Any) -> Framework:
    return Framework.objects.create(
        council=council, slug=slug, name=f"{council.short_name} {slug}", kind=kind, **columns
    )


def make_measure(plan: Framework, ref: str, **given: Any) -> Measure:
    """A measure with its rule of the beginning: a yearly count judged against a target, lower is better. ``set_up``:
    when it was; long before every figure, unless it is stated."""
    set_up = given.pop("set_up", SET_UP)
    rule = {"scheme": "target", "polarity": "lower", "decimal_places": 0}
    rule |= {name: given.pop(name) for name in RULE_COLUMNS if name in given}
    columns = {"title": f"Measure {ref}", "unit": "count", "frequency": "annual", "period_kind": "in_period", **given}
    measure = Measure(council=plan.council, framework=plan, ref=ref, **columns)
    measure._history_date = set_up  # type: ignore[attr-defined]
    measure.save()
    MeasureRule.objects.create(measure=measure, **rule)
    return measure


def columns_of(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


def make_reading(
    measure: Measure, period: str, value: str | None = None, at: dt.datetime = LONG_AGO, **given: Any
) -> ReadingVersion:
    """A version of a figure, signed off unless it says otherwise; it ends the one of its state that stood."""
    category: Category | None = given.pop("category", None)
    state, published = given.pop("state", "signed_off"), given.pop("published", {})
    snapshot = measure.period_kind != "in_period"
    reading, _ = Reading.objects.get_or_create(
        council=measure.council,
        measure=measure,
        category=category,
        **columns_of(parse_period(period)),
        defaults={"known_by_end": snapshot},
    )
    stood = reading.versions.filter(superseded_at=None, state="signed_off") if state == "signed_off" else None
    if stood is not None:
        stood.update(superseded_at=at)
    version = ReadingVersion.objects.create(
        reading=reading,
        number=reading.versions.count() + 1,
        state=state,
        recorded_at=at,
        value=None if value is None else Decimal(value),
        **{name: Decimal(each) if name in ("numerator", "denominator") else each for name, each in given.items()},
    )
    for kind, said in published.items():
        Judgement.objects.create(version=version, kind=kind, value=said)
    return version


def make_target(
    measure: Measure, period: str, value: str | None = None, at: dt.datetime = LONG_AGO, **given: Any
) -> Target:
    """A version of what was set for a period; it ends the one that stood."""
    figures = {name: Decimal(given.pop(name)) for name in ("tolerance", "low", "high") if name in given}
    place = {"measure": measure, **columns_of(parse_period(period))}
    earlier = Target.objects.filter(**place)
    number = earlier.count() + 1
    earlier.filter(superseded_at=None).update(superseded_at=at)
    amount = None if value is None else Decimal(value)
    return Target.objects.create(**place, number=number, value=amount, recorded_at=at, **figures, **given)


def make_comparator(measure: Measure, name: str, period: str, value: str) -> Comparator:
    return Comparator.objects.create(
        measure=measure, name=name, value=Decimal(value), recorded_at=LONG_AGO, **columns_of(parse_period(period))
    )


def make_baseline(measure: Measure, period: str, value: str, **parts: str) -> Baseline:
    figures = {name: Decimal(each) for name, each in parts.items()}
    return Baseline.objects.create(
        measure=measure, value=Decimal(value), recorded_at=LONG_AGO, **columns_of(parse_period(period)), **figures
    )


def make_category(measure: Measure, dimension: str, name: str) -> Category:
    parent, _ = Dimension.objects.get_or_create(measure=measure, name=dimension)
    place = parent.categories.count()
    return Category.objects.create(dimension=parent, slug=name.lower().replace(" ", "-"), name=name, order=place)


def make_publication(committee: Committee, plan: Framework, title: str = "Year-end performance") -> Job:
    """A report of 2018/19 with its first publication and a file of each form, and a job that failed, with its own."""
    at = LONG_AGO
    period = columns_of(parse_period("2018/19"))
    report = Report.objects.create(
        council=committee.council, slug="year-end", committee=committee, framework=plan, created_at=at, changed_at=at,
        meeting_date=dt.date(2019, 6, 18), draft=as_stored(new_draft(title)), **period,
    )  # fmt: skip
    publication = Publication.objects.create(
        report=report, number=1, title=title, meeting_date=report.meeting_date, frozen_at=at, published_at=at,
        opens_at=at, schema=1, snapshot={"sections": []},
    )  # fmt: skip
    arguments = {"report": report.pk, "frozen_at": at.isoformat()}
    job = Job.objects.create(
        council=committee.council, kind="make_documents", arguments=arguments, created_at=at, state="failed",
        failure="It broke", finished_at=at,
    )  # fmt: skip
    for form in Document.Form.values:
        kept = {"form": form, "content": b"of a test", "sha256": "0" * 64, "size": 9}
        Document.objects.create(publication=publication, **kept)
        Document.objects.create(job=job, **kept)
    return job


def make_person(name: str, council: Council | None = None, role: str = "", service: Service | None = None) -> User:
    person = User.objects.create_user(f"{name}.in-tests", password="a long pass phrase")
    if council is not None:
        Membership.objects.create(user=person, council=council, role=role, service=service)
    return person


def signed_in(person: User | None) -> Client:
    """A browser of somebody's; of nobody's, where there is no person."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client
