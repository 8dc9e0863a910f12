"""The whole story of a measure, the newest first: who did what to it, when, what it was, what it became, and why.

A fixed number of statements. Texts are made for one page of it only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef
from django.db.models.fields.json import KeyTextTransform

from kpis.domain.figure import DATES, HIDDEN_TEXT, name_of
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart, date_text
from kpis.domain.selection import Schedule
from kpis.domain.targets import rule_in_force
from kpis.models import (
    Category,
    ClosingEvent,
    Dimension,
    Explanation,
    Judgement,
    Measure,
    OverrideProposal,
    Ownership,
    ReadingVersion,
    Upload,
    User,
    Written,
)
from kpis.people import Viewer
from kpis.readings.changes import VersionChange, settings_changed, version_text, withholds
from kpis.readings.set_up import DatedRule, rules_of

EVERYTHING = 1_000_000
NOBODY = "the program"
DONE = {"draft": "saved as a draft", "submitted": "submitted", "returned": "returned", "signed_off": "signed off"}
"""What was done to a figure, by the state that it then had."""


class StoryEvent(NamedTuple):
    """One thing that was done. ``notes`` are further texts, each with what it is."""

    at: dt.datetime
    who: str
    what: str
    before: str = ""
    after: str = ""
    why: str = ""
    notes: tuple[tuple[str, str], ...] = ()


class PlainEvent(NamedTuple):
    """An event that has yet to be put into words."""

    at: dt.datetime
    tell: Callable[[], StoryEvent]


class Story:
    """A measure's events as a list whose slices are in words, for a paginator."""

    def __init__(self, entries: Iterable[PlainEvent]) -> None:
        # Of two events of one moment the one that was written later stands first.
        self.entries = sorted(entries, key=lambda each: each.at)[::-1]

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, part: slice) -> list[StoryEvent]:
        return [each.tell() for each in self.entries[part]]


class MeasureFacts(NamedTuple):
    """What telling needs to know of the measure; ``hidden``: its figures are withheld from the viewer."""

    measure: Measure
    rules: list[DatedRule]
    hidden: bool

    def text(self, text: str) -> str:
        """What somebody wrote about a figure: withheld where the figure is."""
        return HIDDEN_TEXT if self.hidden and text else text

    def period(self, row: Any) -> Period:
        return Period.stored(row.kind, row.start, row.end, self.measure.year_start)


def story(measure: Measure, viewer: Viewer) -> Story:
    """Everything that was done to a measure, as the viewer may know it; whether they may see it is asked before."""
    told = MeasureFacts(measure, rules_of(measure), withholds(measure, viewer))
    sources = (
        _set_up(told), _figures(told), _explanations(told), _overrides(told), _measure(told), _parts(told),
        _owners(told), _closings(told), _undone(told),
    )  # fmt: skip
    return Story(entry for source in sources for entry in source)


def _who(user: Any, source: str = "") -> str:
    return (user.get_full_name() or user.get_username()) if user else source or NOBODY


def _set_up(told: MeasureFacts) -> Iterator[PlainEvent]:
    """Targets, baselines, comparators and rules."""
    for each in reversed(settings_changed(told.measure, told.hidden, EVERYTHING)):
        yield PlainEvent(each.at, partial(_as_event, each))


def _as_event(change: VersionChange) -> StoryEvent:
    return StoryEvent(change.at, change.who, change.what, change.before, change.after, change.why)


def _figures(told: MeasureFacts) -> Iterator[PlainEvent]:
    """Every version of every figure: two statements."""
    found = ReadingVersion.objects.filter(reading__measure=told.measure).select_related("by", "reading__category")
    judged: dict[int, list[Judgement]] = {}
    for judgement in Judgement.objects.filter(version__reading__measure=told.measure).order_by("kind"):
        judged.setdefault(judgement.version_id, []).append(judgement)
    before: dict[int, ReadingVersion] = {}
    for row in found.order_by("recorded_at", "reading_id", "number"):
        earlier = before.get(row.reading_id)
        said, said_before = judged.get(row.pk, []), judged.get(earlier.pk, []) if earlier else []
        yield PlainEvent(row.recorded_at, partial(_figure, told, row, earlier, said, said_before))
        before[row.reading_id] = row


def _figure(
    told: MeasureFacts,
    row: ReadingVersion,
    before: ReadingVersion | None,
    said: list[Judgement],
    said_before: list[Judgement],
) -> StoryEvent:
    period = told.period(row.reading)
    rule = rule_in_force(told.rules, period) if told.rules else None
    part = f", {row.reading.category.name}" if row.reading.category else ""
    was = version_text(before, rule, told.hidden) if before else "no figure"
    after = version_text(row, rule, told.hidden)
    notes = _notes(told, row, before, said, said_before)
    what = f"{period.label}{part}: {DONE[row.state]}"
    return StoryEvent(row.recorded_at, _who(row.by, row.source), what, was, after, told.text(row.reason), notes)


def _notes(
    told: MeasureFacts,
    row: ReadingVersion,
    before: ReadingVersion | None,
    said: list[Judgement],
    said_before: list[Judgement],
) -> tuple[tuple[str, str], ...]:
    """What was written and said beside a figure, where it is not what was there before."""
    now, then = _written(row), _written(before) if before else {}
    changed = [(name, text or "taken out") for name, text in now.items() if text != then.get(name, "")]
    stood = {each.kind: each.value for each in said_before}
    changed += [
        (each.get_kind_display(), each.value.replace("_", " ")) for each in said if stood.get(each.kind) != each.value
    ]
    return tuple((name, told.text(text)) for name, text in changed)


def _undone(told: MeasureFacts) -> Iterator[PlainEvent]:
    """Versions that an import wrote and that were taken back where nothing came after them: two statements."""
    came_after = ReadingVersion.objects.filter(
        reading=OuterRef("reading__reading"), recorded_at=OuterRef("upload__ended_at")
    )
    rows = Written.objects.filter(
        ~Exists(came_after), reading__reading__measure=told.measure, upload__state=Upload.State.UNDONE
    )
    listed = rows.select_related("reading__reading__category").annotate(
        name=F("upload__name"), at=F("upload__ended_at"), by=KeyTextTransform("undone_by", "upload__found")
    )
    found: list[Any] = list(listed)
    people = User.objects.in_bulk({int(row.by) for row in found}) if found else {}
    for row in found:
        yield PlainEvent(row.at, partial(_taken_back, told, row, people.get(int(row.by))))


def _taken_back(told: MeasureFacts, row: Any, who: User | None) -> StoryEvent:
    version = row.reading
    period = told.period(version.reading)
    rule = rule_in_force(told.rules, period) if told.rules else None
    part = f", {version.reading.category.name}" if version.reading.category else ""
    was = version_text(version, rule, told.hidden)
    why = f"undone: import of {row.name}"
    return StoryEvent(row.at, _who(who), f"{period.label}{part}: import undone", was, "no longer on its way in", why)


def _written(row: ReadingVersion) -> dict[str, str]:
    days = {name_of(column): getattr(row, column) for column in DATES}
    texts = {"Commentary": row.commentary, "Section": row.get_section_display(), "Break": row.break_before}
    return texts | {name: date_text(day) if day else "" for name, day in days.items()}


def _explanations(told: MeasureFacts) -> Iterator[PlainEvent]:
    rows = Explanation.objects.filter(reading__measure=told.measure).select_related("by", "reading")
    before: dict[int, Explanation] = {}
    for row in rows.order_by("recorded_at", "number"):
        yield PlainEvent(row.recorded_at, partial(_explanation, told, row, before.get(row.reading_id)))
        before[row.reading_id] = row


def _explanation(told: MeasureFacts, row: Explanation, before: Explanation | None) -> StoryEvent:
    label, who = told.period(row.reading).label, _who(row.by, row.source)
    if row.waived:
        return StoryEvent(row.recorded_at, who, f"{label}: explanation waived", why=told.text(row.reason))
    now, then = _explained(row), _explained(before) if before else {}
    notes = tuple((name, told.text(text)) for name, text in now.items() if text != then.get(name))
    return StoryEvent(row.recorded_at, who, f"{label}: explained", why=told.text(row.reason), notes=notes)


def _explained(row: Explanation) -> dict[str, str]:
    by = date_text(row.back_on_track) if row.back_on_track else ""
    return {"Cause": row.cause, "Action": row.action, "Who acts": row.owner, "Back on track by": by}


def _overrides(told: MeasureFacts) -> Iterator[PlainEvent]:
    """A proposal and its answer are two events."""
    rows = OverrideProposal.objects.filter(version__reading__measure=told.measure)
    for row in rows.select_related("proposed_by", "answered_by", "version__reading").order_by("proposed_at", "pk"):
        yield PlainEvent(row.proposed_at, partial(_proposed, told, row))
        if row.answered_at:
            yield PlainEvent(row.answered_at, partial(_answered, told, row))


def _proposed(told: MeasureFacts, row: OverrideProposal) -> StoryEvent:
    what = f"{_overridden(told, row)} proposed"
    return StoryEvent(row.proposed_at, _who(row.proposed_by), what, after=_value(told, row), why=told.text(row.why))


def _answered(told: MeasureFacts, row: OverrideProposal) -> StoryEvent:
    assert row.answered_at is not None
    what = f"{_overridden(told, row)} {'agreed' if row.agreed else 'refused'}"
    return StoryEvent(row.answered_at, _who(row.answered_by), what, after=_value(told, row), why=told.text(row.answer))


def _overridden(told: MeasureFacts, row: OverrideProposal) -> str:
    return f"{told.period(row.version.reading).label}: another {row.get_kind_display().lower()}"


def _value(told: MeasureFacts, row: OverrideProposal) -> str:
    return told.text(row.value.replace("_", " "))


LEFT_OUT = ("id", "history_id", "history_date", "history_change_reason", "history_type", "history_user")


def _measure(told: MeasureFacts) -> Iterator[PlainEvent]:
    """What was changed about the measure itself, with its remit: two statements."""
    rows = Measure.history.filter(id=told.measure.pk).order_by("history_date", "history_id")
    related = ("history_user", "framework", "outcome", "policy_area", "service")
    before = None
    remits = _remits(told.measure)
    for row in rows.select_related(*related):
        now = _columns(row) | {"committees": ", ".join(sorted(remits.get(row.history_id, ())))}
        if before is None or now != before:
            yield PlainEvent(row.history_date, partial(_set_up_changed, row, before, now))
        before = now


def _set_up_changed(row: Any, before: dict[str, str] | None, now: dict[str, str]) -> StoryEvent:
    told = {"at": row.history_date, "who": _who(row.history_user), "why": row.history_change_reason or ""}
    if before is None:
        return StoryEvent(what="Measure set up", after=f"{row.ref} {row.title}", **told)
    changed = [name for name in now if now[name] != before[name]]
    if len(changed) == 1:
        name = changed[0]
        return StoryEvent(what=f"Set-up: {name}", before=before[name] or "blank", after=now[name] or "blank", **told)
    notes = tuple((name.capitalize(), f"{before[name] or 'blank'} → {now[name] or 'blank'}") for name in changed)
    return StoryEvent(what="Set-up changed", notes=notes, **told)


def _columns(row: Any) -> dict[str, str]:
    """A version of a measure as texts by the names of its fields."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.name not in LEFT_OUT:
            found[str(field.verbose_name)] = _field_text(row, field)
    return found


def _remits(measure: Measure) -> dict[int, list[str]]:
    """The committees of each version of a measure, by the version's key."""
    found: dict[int, list[str]] = {}
    versions = Measure.history.model.historicalmeasure_committees_set.rel.related_model
    rows = versions.objects.filter(history__id=measure.pk)
    for key, name in rows.values_list("history_id", "committee__name"):
        found.setdefault(key, []).append(name or "a committee that was removed")
    return found


def _field_text(row: Any, field: Any) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return date_text(value)
    return "" if value is None else str(value)


def _parts(told: MeasureFacts) -> Iterator[PlainEvent]:
    """What was changed about its breakdowns: two statements."""
    dimensions = Dimension.history.filter(measure_id=told.measure.pk)
    keys = list(dimensions.values_list("id", flat=True))
    categories = Category.history.filter(dimension_id__in=set(keys))
    for what, rows in (("Breakdown", dimensions), ("Part of a breakdown", categories)):
        before: dict[int, str] = {}
        for row in rows.select_related("history_user").order_by("history_date", "history_id"):
            after = "removed" if row.history_type == "-" else row.name
            if before.get(row.id) != after:
                yield PlainEvent(row.history_date, partial(_part, row, what, before.get(row.id, ""), after))
            before[row.id] = after


def _part(row: Any, what: str, before: str, after: str) -> StoryEvent:
    return StoryEvent(row.history_date, _who(row.history_user), what, before, after, row.history_change_reason or "")


def _owners(told: MeasureFacts) -> Iterator[PlainEvent]:
    rows = Ownership.history.filter(measure_id=told.measure.pk).select_related("user", "history_user")
    before: dict[int, str] = {}
    for row in rows.order_by("history_date", "history_id"):
        after = "removed" if row.history_type == "-" else _span(row)
        what = f"{'Deputy' if row.is_deputy else 'Owner'}: {_who(row.user)}"
        yield PlainEvent(row.history_date, partial(_part, row, what, before.get(row.id, ""), after))
        before[row.id] = after


def _span(row: Any) -> str:
    starts = f"from {date_text(row.from_date)}" if row.from_date else "from the beginning"
    return f"{starts} to {date_text(row.until)}" if row.until else starts


def _closings(told: MeasureFacts) -> Iterator[PlainEvent]:
    """Periods of the council that were opened, closed or reopened, in which a figure of the measure ends."""
    schedule = _schedule(told.measure)
    for row in ClosingEvent.objects.filter(council_id=told.measure.council_id).select_related("by").order_by("at"):
        period = told.period(row)
        if schedule.is_live(period) and schedule.last_period(period.end).end >= period.start:
            what = f"{period.label} {row.get_event_display().lower()}"
            yield PlainEvent(row.at, partial(StoryEvent, row.at, _who(row.by), what, why=row.reason))


def _schedule(measure: Measure) -> Schedule:
    frequency, calendar = Frequency(measure.frequency), YearStart(measure.year_start)
    return Schedule(frequency, calendar, PeriodKind(measure.period_kind), measure.live_from, measure.live_to)
