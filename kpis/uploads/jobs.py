"""What is done with an uploaded file: read and kept as a preview, written as one step, taken back as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from kpis.entry.actions import reason_of
from kpis.models import Job, Measure, ReadingVersion, Upload
from kpis.models.people import Role
from kpis.people import Person, check_enter, person_for
from kpis.readings.entries import Entry
from kpis.refusals import Closed, Conflict, Denied, Refused
from kpis.spreadsheets.problems import ImportNotes
from kpis.uploads import actions as uploads
from kpis.uploads.forms_entering import Entered, Entrant
from kpis.uploads.forms_examined import KINDS, REFUSED, Examined, examine, fingerprinted
from kpis.uploads.forms_examined import ExaminedRow as RowSeen
from kpis.uploads.forms_uploaded import read_uploaded
from kpis.work.progress import JobFailed, Progress, asks, handles

Clock = Callable[[], dt.datetime]
MOST_NAMED = 10
STEPS = 3
CHANGED = "Nothing was written: what stands has changed since the preview was made ({}). Read the file again."
NO_SUCH = "There is no such upload any more."


@handles(Job.Kind.READ_UPLOAD)
def read_upload(job: Job, progress: Progress, now: Clock) -> dict[str, Any]:
    """Read a file and keep what each of its rows would do."""
    upload = _upload(job)
    if upload.state != Upload.State.READING:
        return {}
    progress(0, STEPS, "Reading the file")
    at = now()
    seen = _examined(upload, _person(upload.by_id, job, at), at)
    progress(STEPS - 1, STEPS, "Keeping the preview")
    found = found_of(seen)
    uploads.keep_preview(
        upload_id=upload.pk, found=found, fingerprint=seen.fingerprint, is_refused=seen.is_refused, at=now()
    )
    return _kept(found)


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("counts", "doubtful", "revisions") if name in found}


@asks(Job.Kind.READ_UPLOAD)
def upload_read(job: Job) -> dict[str, Any] | None:
    """What a reading found that was kept already; None where the file is still to be read."""
    upload = _upload(job)
    return None if upload.state == Upload.State.READING else _kept(upload.found)


@handles(Job.Kind.WRITE_UPLOAD)
def write_upload(job: Job, progress: Progress, now: Clock) -> dict[str, Any]:
    """Write what a preview showed, if it still holds: all of it, or nothing."""
    upload = _upload(job)
    if upload.state != Upload.State.WRITING:
        return {}
    progress(0, STEPS, "Reading the file once more")
    at = now()
    person = _person(job.by_id, job, at)
    seen = _examined(upload, person, at)
    if seen.fingerprint != upload.fingerprint:
        return _held_back(upload, CHANGED.format(_differing(upload.found["rows"], seen.rows)))
    progress(1, STEPS, "Writing")
    said = job.arguments
    doubtful = {row.number for row in seen.rows if row.is_doubtful}
    entries = [_entry(each, said["reason"], said["confirmed"] if each.row.cells.row in doubtful else "")
               for each in [*seen.entered, *(seen.drafts if said["submit"] else ())]]  # fmt: skip
    standing = {each.model: each.new for each in seen.standing.values() if each.new}
    files: dict[type, str] = {each.model: seen.files[table] for table, each in seen.standing.items()}
    files[ReadingVersion] = seen.files.get("readings", upload.name)
    try:
        written = uploads.bring_in(
            upload=upload, entries=entries, standing=standing, files=files, submit=said["submit"], by=person, at=now()
        )
    except (Closed, Refused, Denied) as error:
        return _held_back(upload, _why_not(error))
    return {"written": written}


@asks(Job.Kind.WRITE_UPLOAD)
def upload_written(job: Job) -> dict[str, Any] | None:
    """What was written, or why nothing was; None where it is still to be written."""
    upload = _upload(job)
    if upload.state == Upload.State.WRITING:
        return None
    return {"refused": upload.failure} if upload.failure else {"written": upload.written.count()}


@handles(Job.Kind.UNDO_UPLOAD)
def undo_upload(job: Job, progress: Progress, now: Clock) -> dict[str, Any]:
    """Take back what an upload wrote."""
    upload = _upload(job)
    progress(0, 1, "Taking back what was brought in")
    at = now()
    try:
        return {"undone": uploads.undo(upload=upload, by=_person(job.by_id, job, at), at=at)}
    except Closed as error:
        raise JobFailed(str(error)) from error


@asks(Job.Kind.UNDO_UPLOAD)
def upload_undone(job: Job) -> dict[str, Any] | None:
    upload = _upload(job)
    return {"undone": upload.written.count()} if upload.state == Upload.State.UNDONE else None


def _upload(job: Job) -> Upload:
    found = Upload.objects.select_related("council").defer("found").filter(pk=job.arguments["upload"]).first()
    if found is None:
        raise JobFailed(NO_SUCH)
    return found


def _person(user_id: int | None, job: Job, at: dt.datetime) -> Person:
    """Who asked, with what they hold now: they may have left in between."""
    user = job.by if job.by_id == user_id else Upload.objects.get(pk=job.arguments["upload"]).by
    if user is None or not user.is_active:
        raise JobFailed("Whoever asked for this may not sign in any more.")
    return person_for(user, timezone.localtime(at).date())


def _examined(upload: Upload, person: Person, at: dt.datetime) -> Examined:
    local, notes = timezone.localtime(at), ImportNotes()

    def why_not(measure: Measure) -> str:
        try:
            check_enter(person, measure)
        except Denied as error:
            return str(error)
        return ""

    is_team = person.has(Role.PERFORMANCE, upload.council_id)
    source = read_uploaded(upload.name, bytes(upload.content), notes)
    return examine(
        upload.council, source, notes, Entrant(why_not, is_team, local.date()), now=local,
        accept_fractions=upload.accept_fractions,
    )  # fmt: skip


def found_of(seen: Examined) -> dict[str, Any]:
    """A preview as it is kept: rows as lists, and how many there are of each kind."""
    counts = {kind: sum(row.kind == kind for row in seen.rows) for kind in KINDS}
    warned = sum(row.kind != REFUSED and bool(row.notes) for row in seen.rows)
    return {
        "rows": [list(row) for row in seen.rows],
        "errors": seen.errors,
        "warnings": seen.warnings,
        "counts": counts,
        "warned": warned,
        "doubtful": sum(row.is_doubtful for row in seen.rows),
        "revisions": sum(each.is_revision and not each.entry.reason for each in [*seen.entered, *seen.drafts]),
        "figures": len(seen.entered) + len(seen.drafts),
        "drafts": len(seen.drafts),
        "labels": seen.labels,
        "tables": {table: sum(row.table == table for row in seen.rows) for table in seen.files},
    }


def _entry(each: Entered, reason: str, confirmed: str) -> Entry:
    why = each.entry.reason or (reason if each.is_revision else "")
    return replace(each.entry, reason=reason_of(why, confirmed))


def _why_not(error: Exception) -> str:
    """Of a conflict the figures that have changed, where it names them; else the reason itself."""
    places = error.standing if isinstance(error, Conflict) else {}
    names = sorted({f"{place.measure.ref} {place.period.label}" for place in places})
    return CHANGED.format(_some(names)) if names else f"Nothing was written. {error}"


def _held_back(upload: Upload, why: str) -> dict[str, Any]:
    uploads.hold_back(upload_id=upload.pk, failure=why)
    return {"refused": why}


def _differing(before: list[list[Any]], now: Iterable[RowSeen]) -> str:
    """Which rows of the file would do something else now."""
    then = {(row.table, row.number): fingerprinted(row) for row in (RowSeen._make(each) for each in before)}
    names = [f"{row.table} row {row.number}" for row in now if then.get((row.table, row.number)) != fingerprinted(row)]
    return _some(names or ["the file as a whole"])


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
