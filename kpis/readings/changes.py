"""The history of every figure of a measure: who, when, what it was, what it became, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from kpis.domain.figure import HIDDEN_TEXT, missing_text
from kpis.domain.numbers import as_set, plain
from kpis.domain.periods import Period, date_text
from kpis.domain.sentences import BETTER
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Marker, Polarity, Rule, Scheme, ToleranceKind
from kpis.models import Baseline, Comparator, Judgement, Measure, MeasureRule, Reading, ReadingVersion, Target
from kpis.people import Viewer
from kpis.readings.measures import measures
from kpis.readings.set_up import DatedRule, rules_of

MOST_CHANGES = 30
NOT_SET = "not set"


class VersionChange(NamedTuple):
    """One version beside the one that it followed. ``what`` says which figure, ``before`` what stood, both as text."""

    at: dt.datetime
    who: str
    what: str
    before: str
    after: str
    why: str


def withholds(measure: Measure, viewer: Viewer) -> bool:
    """Whether the figures of a measure stay closed to a viewer in lists of versions: any of them may be small, and
    two versions, or a total and its parts, could give one away; so could those of one that somebody has marked."""
    if viewer.sees_small_numbers(measure.council_id, measure.service_id):
        return False
    return any(each.withholds for each in measures(measure.council_id, refs=[measure.ref]))


def settings_changed(measure: Measure, hidden: bool, most: int = MOST_CHANGES) -> list[VersionChange]:
    """Changes of targets, baselines, comparators and rules, the latest first: five statements. ``hidden``: the
    measure's figures are, and its baselines with them."""
    rules = rules_of(measure)
    baseline_text = _closed_text if hidden else value_text
    found: list[VersionChange] = []
    for model, name, text in (
        (Target, "Target", target_text),
        (Baseline, "Baseline", baseline_text),
        (Comparator, "", value_text),
    ):
        rows = model._default_manager.filter(measure=measure).select_related("by", *_more(model))
        found += _compared(rows, lambda row, name=name: name or row.name, text, rules, measure)
    found += _rules_changed(measure)
    return sorted(found, key=lambda each: each.at, reverse=True)[:most]


def _rules_changed(measure: Measure) -> Iterator[VersionChange]:
    """Every change of the measure's rules, from the history of their table, the removed ones' too."""
    before: dict[int, str] = {}
    rows = MeasureRule.history.filter(measure_id=measure.pk).select_related("history_user")
    for row in rows.order_by("history_date", "history_id"):
        what = f"Rule from {date_text(row.begins) if row.begins else 'the beginning'}"
        after = "removed" if row.history_type == "-" else rule_text(row)
        who = str(row.history_user) if row.history_user else "the program"
        yield VersionChange(
            row.history_date, who, what, before.get(row.id, NOT_SET), after, row.history_change_reason or ""
        )
        before[row.id] = after


def rule_text(row: Any) -> str:
    """A rule in words: "Target tolerance, lower is better, 1 decimal place, against the previous period"."""
    places = f"{row.decimal_places} decimal place{'' if row.decimal_places == 1 else 's'}"
    parts = [row.get_scheme_display(), BETTER[Polarity(row.polarity)], places]
    if row.steady_margin is not None:
        parts.append(f"steady within {plain(row.steady_margin)} {row.get_steady_margin_kind_display().lower()}")
    return ", ".join([*parts, f"against the {row.get_comparison_display().lower()}"])


def _more(model: Any) -> tuple[str, ...]:
    return () if model is Baseline else ("category",)


def _compared(rows: Any, name: Any, text: Any, rules: list[DatedRule], measure: Measure) -> Iterator[VersionChange]:
    """Each version beside the one before it of the same figure."""
    before: dict[tuple[Any, ...], str] = {}
    for row in sorted(rows, key=lambda each: (each.recorded_at, each.number)):
        period = Period.stored(row.kind, row.start, row.end, measure.year_start)
        category = getattr(row, "category", None)
        key = (name(row), period.kind, period.start, period.end, category and category.pk)
        after = text(rule_in_force(rules, period), row) if rules else NOT_SET
        part = f", {category.name}" if category else ""
        what = f"{name(row)} for {period.label}{part}"
        yield VersionChange(row.recorded_at, _who(row), what, before.get(key, NOT_SET), after, row.reason)
        before[key] = after


def _who(row: Any) -> str:
    return str(row.by) if row.by else row.source or "the program"


def target_text(rule: Rule, row: Target) -> str:
    """What was set, in words: "580", "90%, tolerance 2 points", "52.3% to 62.7%", "£60,950k, allowed -2% to 0%"."""
    if row.withdrawn:
        return "withdrawn"
    parts = [as_set(row.value, rule.unit, rule.unit_label)] if row.value is not None else []
    if row.low is not None and row.high is not None:
        parts.append(_edges(rule, row))
    if row.tolerance is not None:
        kind = "%" if row.tolerance_kind == ToleranceKind.PERCENT else " points"
        parts.append(f"tolerance {plain(row.tolerance)}{kind}")
    if row.until:
        parts.append(f"until {date_text(row.until)}")
    return ", ".join(parts) or NOT_SET


def _edges(rule: Rule, row: Target) -> str:
    assert row.low is not None and row.high is not None
    if rule.scheme is Scheme.VARIANCE:
        return f"allowed {plain(row.low)}% to {plain(row.high)}%"
    return f"{as_set(row.low, rule.unit, rule.unit_label)} to {as_set(row.high, rule.unit, rule.unit_label)}"


def _closed_text(rule: Rule, row: Any) -> str:
    return "withdrawn" if row.value is None else HIDDEN_TEXT


def value_text(rule: Rule, row: Any) -> str:
    """A baseline or a comparator as it was set, with what it was worked out from."""
    if row.value is None:
        return "withdrawn"
    return as_set(row.value, rule.unit, rule.unit_label) + _parts(row)


def _parts(row: Any) -> str:
    upper, lower = getattr(row, "numerator", None), getattr(row, "denominator", None)
    if upper is None:
        return ""
    return f" ({plain(upper)} of {plain(lower)})" if lower is not None else f" ({plain(upper)})"


def readings_changed(measure: Measure, viewer: Viewer, most: int = MOST_CHANGES) -> list[VersionChange]:
    """Changes of the measure's readings, the latest first: two statements. Withheld figures read [c]."""
    rows = ReadingVersion.objects.filter(reading__measure=measure).select_related("by", "reading__category")
    latest = list(rows.order_by("-recorded_at", "-pk")[:most])
    earlier = rows.filter(reading_id__in={each.reading_id for each in latest})
    known = {(each.reading_id, each.number): each for each in earlier}
    rules, hidden = rules_of(measure), withholds(measure, viewer)
    return [_reading_change(row, known.get((row.reading_id, row.number - 1)), rules, measure, hidden) for row in latest]


def _reading_change(
    row: ReadingVersion, before: ReadingVersion | None, rules: list[DatedRule], measure: Measure, hidden: bool
) -> VersionChange:
    reading = row.reading
    period = Period.stored(reading.kind, reading.start, reading.end, measure.year_start)
    rule = rule_in_force(rules, period) if rules else None
    what = (
        f"{period.label}{f', {reading.category.name}' if reading.category else ''} ({row.get_state_display().lower()})"
    )
    was = version_text(before, rule, hidden) if before else "no figure"
    why = HIDDEN_TEXT if hidden and row.reason else row.reason
    return VersionChange(row.recorded_at, _who(row), what, was, version_text(row, rule, hidden), why)


def version_text(row: ReadingVersion, rule: Rule | None, hidden: bool) -> str:
    """A version's figure with all its digits, what it was worked out from, and its marker."""
    if row.value is None or rule is None:
        return missing_text(Marker(row.marker), row.expected)
    if hidden:
        return HIDDEN_TEXT
    marker = "" if row.marker == Marker.FINAL else f", {row.marker}"
    return f"{as_set(row.value, rule.unit, rule.unit_label)}{_parts(row)}{marker}"


class VersionTold(NamedTuple):
    """One version of a reading as text, with what an officer or a paper said of it."""

    number: int
    at: dt.datetime
    until: dt.datetime | None
    who: str
    state: str
    figure: str
    commentary: str
    judgements: tuple[str, ...]
    why: str


def versions_told(reading: Reading, viewer: Viewer) -> list[VersionTold]:
    """A reading's versions, the latest first: three statements. Where its figures are withheld, so is what was said."""
    measure = reading.measure
    rules, hidden = rules_of(measure), withholds(measure, viewer)
    period = Period.stored(reading.kind, reading.start, reading.end, measure.year_start)
    rule = rule_in_force(rules, period) if rules else None
    rows = reading.versions.order_by("-number").select_related("by").prefetch_related("judgements")
    return [_version_told(row, rule, hidden) for row in rows]


def _version_told(row: ReadingVersion, rule: Rule | None, hidden: bool) -> VersionTold:
    said = () if hidden else tuple(_judgement_text(each) for each in row.judgements.all())
    commentary = HIDDEN_TEXT if hidden and row.commentary else row.commentary
    figure = version_text(row, rule, hidden)
    state, why = row.get_state_display(), HIDDEN_TEXT if hidden and row.reason else row.reason
    return VersionTold(row.number, row.recorded_at, row.superseded_at, _who(row), state, figure, commentary, said, why)


def _judgement_text(judgement: Judgement) -> str:
    known = judgement.basis and judgement.basis != "unknown"
    basis = f", against the {judgement.get_basis_display().lower()}" if known else ""
    source = f" ({judgement.source})" if judgement.source else ""
    return f"{judgement.get_kind_display()}: {judgement.value.replace('_', ' ')}{basis}{source}"
