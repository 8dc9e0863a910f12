"""Bringing a figure in: saved, submitted, signed off or returned. Each is a new version; nothing is ever changed.

A working version never supersedes the signed-off one, so that readers keep seeing what was signed off until another
is. Of two people who save at once the second is told, and sees what the first saved.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef

from kpis.domain.entry import State
from kpis.domain.figure import Figure, figure_of, notes_of, number_of
from kpis.models import Judgement, OverrideProposal, Reading, ReadingVersion
from kpis.people import Person, check_enter, check_sign_off
from kpis.readings.append import append
from kpis.readings.chains import lock
from kpis.readings.entries import Entry, Key, OpinionEntry, entry_of, opinion_of, reading_key
from kpis.readings.open import check_open
from kpis.readings.working import explanation_due, hands_in
from kpis.refusals import Refused

OVERRIDE = "override"
"""The source of a judgement that the performance team proposed and the head of service agreed to."""
PROJECTION = Judgement.Kind.PROJECTION.value
NO_SUCH = "There is no such figure any more."
NOT_WAITING = "This figure is no longer waiting: somebody has changed or answered it. Open it again to see."
OVERTAKEN = (
    "Another figure has been signed off since this one was submitted. Return it, so that its officer looks at both."
)


def projection_of(value: str) -> dict[str, OpinionEntry]:
    """What the service expects of the next period, as it stands beside a figure; blank: it expects nothing."""
    return {PROJECTION: OpinionEntry(value)} if value else {}


def reason_of(*reasons: str) -> str:
    """Why a figure changes, and why a doubtful one is right all the same, as one text."""
    return "; ".join(each for each in reasons if each)


def save(*, entry: Entry, submit: bool, by: Person, at: dt.datetime) -> ReadingVersion:
    """Save a figure as a draft, or submit it. Raises Denied, Closed, Refused, or Conflict with what stands."""
    return save_many(entries=[entry], submit=submit, by=by, at=at)[0]


def save_many(
    *, entries: Sequence[Entry], submit: bool, by: Person, at: dt.datetime, source: str = ""
) -> list[ReadingVersion]:
    """Save figures as drafts, or submit them: all of them or none, as from the grid of a quarter or a file."""
    for measure in {each.place.measure.pk: each.place.measure for each in entries}.values():
        check_enter(by, measure)
    state = State.SUBMITTED if submit else State.DRAFT
    return append(_with_published(entries), state=state, by=by, at=at, source=source)


def _with_published(entries: Sequence[Entry]) -> list[Entry]:
    """Entries with the judgements that stand beside their figures and that nobody enters here: one statement. What a
    paper published stays until it is withdrawn; an override was agreed for a figure, and stays with the same one.
    Whoever changes a figure in between is told by the number that was seen."""
    found: dict[Key, list[Judgement]] = defaultdict(list)
    for each in _standing_judgements(entries):
        row = each.version.reading
        key = reading_key(row.measure_id, row.category_id, row.kind, row.start, row.end, row.known_by_end)
        found[key].append(each)
    return [_beside(each, found.get(each.place.key, ())) for each in entries]


def _standing_judgements(entries: Sequence[Entry]) -> Iterable[Judgement]:
    """Those of the last version that stands of each figure, but for what the service expects, which is entered."""
    standing = ReadingVersion.objects.filter(superseded_at=None)
    later = standing.filter(reading=OuterRef("version__reading"), number__gt=OuterRef("version__number"))
    rows = Judgement.objects.filter(
        version__superseded_at=None,
        version__reading__measure__in={each.place.measure.pk for each in entries},
        version__reading__end__in={each.place.period.end for each in entries},
    )
    return rows.exclude(kind=PROJECTION).exclude(Exists(later)).select_related("version__reading")


def _beside(entry: Entry, found: Iterable[Judgement]) -> Entry:
    kept = {each.kind: opinion_of(each) for each in found if each.source != OVERRIDE or _is_of(each, entry.figure)}
    return replace(entry, opinions={**kept, **entry.opinions})


def _is_of(judgement: Judgement, figure: Figure) -> bool:
    """Whether it judges the same number. A revision says so in its marker, whether its number moves or not."""
    was = replace(figure_of(judgement.version), marker=figure.marker)
    return number_of(was) == number_of(figure)


def is_repeat(current: ReadingVersion | None, *, entry: Entry, submit: bool, by: Person) -> bool:
    """Whether what stands is what the same person just sent: a second click is answered like the first."""
    if current is None or current.number != entry.seen + 1 or current.by_id != by.user_id:
        return False
    same = (figure_of(current), notes_of(current)) == (entry.figure, entry.notes)
    said = current.judgements.filter(kind=PROJECTION).values_list("value", flat=True).first()
    sent = entry.opinions[PROJECTION].value if PROJECTION in entry.opinions else None
    return same and said == sent and current.state == (State.SUBMITTED if submit else State.DRAFT)


def sign_off(*, version_id: int, by: Person, at: dt.datetime) -> ReadingVersion:
    """Sign a submitted figure off: from now on it is what everybody sees.

    Raises Denied where the person may not or entered it themselves, Refused where it is not waiting any more or is a
    red figure without explanation.
    """
    return sign_off_many(version_ids=[version_id], by=by, at=at)[0]


def sign_off_many(*, version_ids: Sequence[int], by: Person, at: dt.datetime) -> list[ReadingVersion]:
    """Sign several figures off, all of them or none."""
    with transaction.atomic():
        _hold(version_ids)
        return [_signed(_waiting(pk, by), by, at) for pk in version_ids]


def return_(*, version_id: int, reason: str, by: Person, at: dt.datetime) -> ReadingVersion:
    """Send a submitted figure back to its officer, with the reason."""
    if not reason.strip():
        raise Refused("Say what has to be changed: the officer sees it beside the figure.")
    with transaction.atomic():
        _hold([version_id])
        entry = replace(entry_of(_waiting(version_id, by)), reason=reason.strip())
        return append([entry], state=State.RETURNED, by=by, at=at)[0]


def _hold(version_ids: Sequence[int]) -> None:
    """Hold the figures that are answered, before anything is read of how they stand."""
    rows = Reading.objects.filter(versions__in=version_ids).order_by("council_id").values_list("council_id", "pk")
    keys = {pk: council_id for council_id, pk in rows}
    lock(keys.values(), list(keys))


def _waiting(version_id: int, by: Person) -> ReadingVersion:
    """The submitted version, where it still is the last one and the person may answer it."""
    found = ReadingVersion.objects.select_related("reading__measure", "reading__category").filter(pk=version_id).first()
    if found is None:
        raise Refused(NO_SUCH)
    check_sign_off(by, found.reading.measure, hands_in(found))
    check_open(found.reading.council_id, found.reading.period)
    if found.superseded_at is not None or found.state != State.SUBMITTED:
        raise Refused(NOT_WAITING)
    return found


def _signed(waiting: ReadingVersion, by: Person, at: dt.datetime) -> ReadingVersion:
    if explanation_due(waiting):
        raise Refused("The figure is red: it needs cause, action, owner and a date by which it is back on track.")
    if waiting.reading.versions.filter(superseded_at=None, number__gt=waiting.number).exists():
        raise Refused(OVERTAKEN)
    said = entry_of(waiting)
    agreed = waiting.override_proposals.filter(agreed=True).order_by("answered_at")
    entry = replace(said, opinions={**said.opinions, **{each.kind: overriding(each) for each in agreed}})
    return append([entry], state=State.SIGNED_OFF, by=by, at=at)[0]


def overriding(proposal: OverrideProposal) -> OpinionEntry:
    """The judgement that an agreed proposal publishes."""
    return OpinionEntry(
        value=proposal.value,
        source=OVERRIDE,
        by_id=proposal.proposed_by_id,
        at=proposal.answered_at or proposal.proposed_at,
        why=proposal.why,
    )
