"""Uploads: taken in, looked at, brought in as one step, and undone as one step.

``state`` changes by conditional updates alone: of two who would bring in the same upload one does. What is written is
written together with that change, so that a worker who dies leaves all of it or nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from kpis.domain.entry import State as FigureState
from kpis.domain.periods import Period
from kpis.entry.actions import reason_of, save_many
from kpis.interchange.actions import source_text
from kpis.interchange.actions_versions import NewVersion, check_moments, place_of, write_versions
from kpis.models import Baseline, Comparator, Council, Explanation, Measure, OverrideProposal, Target, Upload, Written
from kpis.models import ReadingVersion as Version
from kpis.people import Person, check_enter, check_performance, may
from kpis.readings.append import append, withdraw
from kpis.readings.chains import batches, chains, lock
from kpis.readings.entries import Entry, entry_of
from kpis.readings.locks import hold_measures
from kpis.readings.open import check_not_within, closed_periods
from kpis.refusals import Denied, Refused

State = Upload.State
LONGEST_NAME = 200
BATCH = 1_000
GONE = "This upload has been brought in, left alone or changed meanwhile. Open it again to see."
NOT_YOURS = "Only the person who uploaded the file, or the performance team, can do this."
CHANGED_SINCE = "Something has changed since this was brought in: {}. It can no longer be undone as one step."
LINKS: dict[Any, str] = {Target: "target", Baseline: "baseline", Comparator: "comparator"}


def take_in(*, council: Council, name: str, content: bytes, by: Person, at: dt.datetime) -> Upload:
    """Keep a file that somebody uploaded; nothing of it has been read yet."""
    return Upload.objects.create(
        council=council,
        name=name[-LONGEST_NAME:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=at,
        by_id=by.user_id,
    )


def keep_preview(*, upload_id: int, found: dict[str, Any], fingerprint: str, is_refused: bool, at: dt.datetime) -> bool:
    """Keep what was read; False where somebody has taken it from there already."""
    ended = {"state": State.REFUSED, "ended_at": at} if is_refused else {"state": State.READY}
    return _move(upload_id, State.READING, found=found, fingerprint=fingerprint, **ended)


def hold_back(*, upload_id: int, failure: str) -> bool:
    """Stop an upload that was about to be written, with the reason; it can be read again."""
    return _move(upload_id, State.WRITING, state=State.READY, failure=failure)


def read_again(*, upload: Upload, accept_fractions: bool, by: Person) -> None:
    """Look at the same file once more, with what is stored now. Raises Denied, Refused."""
    check_own(by, upload)
    blank: dict[str, Any] = {"failure": "", "fingerprint": "", "found": {}, "ended_at": None}
    _must_move(upload, (State.READY, State.REFUSED), state=State.READING, accept_fractions=accept_fractions, **blank)


def confirm(*, upload: Upload, fingerprint: str, by: Person) -> None:
    """Agree to what the preview showed, known by its fingerprint. Raises Denied, Refused."""
    check_own(by, upload)
    if fingerprint != upload.fingerprint:
        raise Refused("The file has been read again since you opened this page. Look at it once more.")
    if not Upload.objects.filter(fingerprint=fingerprint, pk=upload.pk, state=State.READY).update(
        state=State.WRITING, failure=""
    ):
        raise Refused(GONE)


def leave(*, upload: Upload, by: Person, at: dt.datetime) -> None:
    """Leave an upload alone: nothing of it is written. Raises Denied, Refused."""
    check_own(by, upload)
    _must_move(upload, (State.READING, State.READY, State.REFUSED, State.WRITING), state=State.LEFT, ended_at=at)


def bring_in(
    *,
    upload: Upload,
    entries: Sequence[Entry],
    standing: Mapping[Any, Sequence[NewVersion]],
    files: Mapping[Any, str],
    submit: bool,
    by: Person,
    at: dt.datetime,
) -> int:
    """Write what an upload holds in one transaction: figures as drafts or submitted, and versions of what was set.

    ``files`` says where each came from. How many were written; none where it has been done already. Raises Denied,
    Closed, Refused or Conflict, and then nothing is written.
    """
    with transaction.atomic():
        if not _move(upload.pk, State.WRITING, state=State.DONE, written_at=at, ended_at=at):
            return 0
        if any(standing.values()):
            check_performance(by, upload.council)
            is_set = [each.row.measure_id for new in standing.values() for each in new]
            _hold_measures([*is_set, *(each.place.measure.pk for each in entries)])
        source = source_text(files.get(Version, upload.name))
        made = save_many(entries=entries, submit=submit, by=by, at=at, source=source)
        links = [Written(upload=upload, reading=each) for each in made]
        for model, new in standing.items():
            for each in new:
                each.row.by_id = by.user_id
            write_versions(model, new, source=files[model], now=at)
            links += [Written(upload=upload, **{LINKS[model]: each.row}) for each in new]
        Written.objects.bulk_create(links, batch_size=BATCH)
    return len(links)


def undo(*, upload: Upload, by: Person, at: dt.datetime) -> int:
    """Take back what an upload wrote, as one step; what stood before is restored as new versions. How many.

    Raises Denied, or Refused where a period is closed or anything has changed since.
    """
    check_own(by, upload)
    with transaction.atomic():
        undone = Upload.objects.filter(pk=upload.pk, state=State.DONE)
        if not undone.update(state=State.UNDONE, ended_at=at):
            raise Refused(GONE)
        _hold_measures(_measures_of(upload))
        lock([upload.council_id], list(_readings_of(upload).values_list("reading_id", flat=True)))
        _check_unchanged(upload)
        _check_may(upload, by)
        reason = f"undone: import of {upload.name}"
        count = _undo_readings(upload, by, at, reason)
        for model in LINKS:
            count += _undo_set(model, upload, by, at, reason)
        Upload.objects.filter(pk=upload.pk).update(found={**upload.found, "undone_by": by.user_id})
    return count


def check_own(person: Person, upload: Upload) -> None:
    """Whoever uploaded a file, and the performance team, decide about it. Raises Denied."""
    if person.user_id != upload.by_id and not may(check_performance, person, upload.council):
        raise Denied(NOT_YOURS)


def _hold_measures(keys: Iterable[int]) -> None:
    """Hold measures for which something is set, with those whose figures are written: all at once, in their order."""
    hold_measures(Measure.objects.filter(pk__in=set(keys)))


def _measures_of(upload: Upload) -> set[int]:
    """The measures of all that an upload wrote; none, where it set nothing."""
    found: set[int] = set()
    for model in LINKS:
        found |= set(_set_by(upload, model).values_list("measure_id", flat=True))
    return found | set(_readings_of(upload).values_list("reading__measure_id", flat=True)) if found else found


def _set_by(upload: Upload, model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(
        pk__in=Written.objects.filter(upload=upload).values(f"{LINKS[model]}_id")
    )
    return rows


def _move(upload_id: int, *before: str, **change: Any) -> bool:
    return bool(Upload.objects.filter(pk=upload_id, state__in=before).update(**change))


def _must_move(upload: Upload, before: Sequence[str], **change: Any) -> None:
    if not _move(upload.pk, *before, **change):
        raise Refused(GONE)


def _readings_of(upload: Upload) -> QuerySet[Version]:
    """The versions of figures that an upload wrote."""
    return Version.objects.filter(pk__in=Written.objects.filter(upload=upload).values("reading_id"))


def _check_unchanged(upload: Upload) -> None:
    gone = Q()
    for name in ("reading", *LINKS.values()):
        gone |= Q(**{f"{name}__superseded_at__isnull": False})
    count = Written.objects.filter(gone, upload=upload).count()
    if count:
        raise Refused(CHANGED_SINCE.format(f"{count} of its versions {_have(count)} been followed by others"))
    readings = _readings_of(upload).values("reading_id")
    said = Explanation.objects.filter(reading_id__in=readings, recorded_at__gte=upload.written_at).count()
    if said:
        raise Refused(CHANGED_SINCE.format(f"{said} of its figures {_have(said)} been explained"))
    proposed = OverrideProposal.objects.filter(version__in=_readings_of(upload)).count()
    if proposed:
        raise Refused(CHANGED_SINCE.format(f"another judgement of {proposed} of its figures was proposed"))


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _check_may(upload: Upload, by: Person) -> None:
    closed = closed_periods(upload.council_id)
    periods = _readings_of(upload).order_by().values_list("reading__kind", "reading__start", "reading__end").distinct()
    for kind, start, end in periods:
        check_not_within(Period.stored(kind, start, end), closed)
    keys = _readings_of(upload).order_by().values_list("reading__measure_id").distinct()
    for measure in Measure.objects.filter(pk__in=keys):
        check_enter(by, measure)
    if Written.objects.filter(upload=upload, reading=None).exists():
        check_performance(by, upload.council)


def _undo_readings(upload: Upload, by: Person, at: dt.datetime, reason: str) -> int:
    """End the versions written; where another was on its way in before, it comes back as the next version."""
    written = dict(_readings_of(upload).order_by("reading_id").values_list("reading_id", "pk"))
    for part in batches(list(written), BATCH):
        earlier = _earlier(upload, part)
        withdraw([written[pk] for pk in part if pk not in earlier], at)
        _restore(earlier, by, at, reason)
    return len(written)


def _earlier(upload: Upload, reading_ids: Sequence[int]) -> dict[int, Version]:
    """The versions that were on their way in before, by reading."""
    rows = Version.objects.filter(superseded_at=upload.written_at, reading_id__in=reading_ids)
    loaded = rows.prefetch_related("reading__measure", "reading__category", "judgements")
    return {each.reading_id: each for each in loaded.exclude(state=FigureState.SIGNED_OFF)}


def _restore(earlier: Mapping[int, Version], by: Person, at: dt.datetime, reason: str) -> None:
    standing = chains(list(earlier))
    for state in FigureState:
        entries = [
            replace(entry_of(each), reason=reason_of(reason, each.reason), seen=standing[pk].number)
            for pk, each in earlier.items()
            if each.state == state
        ]
        if entries:
            append(entries, state=state, by=by, at=at)


def _end(versions: QuerySet[Any], count: int, at: dt.datetime) -> None:
    """End versions that stand, unless somebody was quicker."""
    check_moments(versions, at)
    if versions.filter(superseded_at=None).update(superseded_at=at) != count:
        raise Refused(CHANGED_SINCE.format("somebody else saved one of the same figures just now"))


WITHDRAWN: dict[Any, dict[str, Any]] = {
    Target: {"value": None, "tolerance_kind": "", "tolerance": None, "low": None, "high": None, "until": None,
             "withdrawn": True},
    Baseline: {"value": None, "numerator": None, "denominator": None},
    Comparator: {"value": None, "note": ""},
}  # fmt: skip
"""The columns of each table that say something, and what they are in a version that says nothing."""


def _undo_set(model: Any, upload: Upload, by: Person, at: dt.datetime, reason: str) -> int:
    """End the versions written; the next ones say what stood before, or that there is none."""
    written = list(_set_by(upload, model))
    if not written:
        return 0
    measures = {each.measure_id for each in written}
    rows = model.objects.filter(superseded_at=upload.written_at, measure_id__in=measures)
    earlier = {place_of(each): each for each in rows}
    _end(model.objects.filter(pk__in=[each.pk for each in written]), len(written), at)
    made = [_next(each, earlier.get(place_of(each)), by, at, reason) for each in written]
    for part in batches(made, BATCH):
        model.objects.bulk_create(part)
    return len(written)


def _next(written: Any, before: Any, by: Person, at: dt.datetime, reason: str) -> Any:
    model = type(written)
    says = {name: getattr(before, name) for name in WITHDRAWN[model]} if before is not None else WITHDRAWN[model]
    place = {name: getattr(written, name) for name in ("measure_id", "kind", "start", "end")}
    place |= {name: getattr(written, name) for name in ("category_id", "name") if hasattr(written, name)}
    return model(**place, **says, number=written.number + 1, recorded_at=at, by_id=by.user_id, reason=reason)
