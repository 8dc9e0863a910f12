"""How each action of an upload is called, for the test that nothing escapes the history."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from kpis.models import Upload
from kpis.uploads import actions as uploads
from tests.entry.conftest import NOW, Bringing, entry_of

LATER = NOW + dt.timedelta(hours=1)


def an_upload(b: Bringing, state: str) -> Upload:
    upload = uploads.take_in(council=b.council, name="readings.csv", content=b"x", by=b.person("alice"), at=NOW)
    Upload.objects.filter(pk=upload.pk).update(state=state, fingerprint="f")
    upload.refresh_from_db()
    return upload


def _take_in(b: Bringing) -> Callable[[], Any]:
    return lambda: uploads.take_in(council=b.council, name="a.csv", content=b"x", by=b.person("alice"), at=LATER)


def _read_again(b: Bringing) -> Callable[[], Any]:
    upload = an_upload(b, "ready")
    return lambda: uploads.read_again(upload=upload, accept_fractions=True, by=b.person("alice"))


def _confirm(b: Bringing) -> Callable[[], Any]:
    upload = an_upload(b, "ready")
    return lambda: uploads.confirm(upload=upload, fingerprint="f", by=b.person("alice"))


def _leave(b: Bringing) -> Callable[[], Any]:
    upload = an_upload(b, "ready")
    return lambda: uploads.leave(upload=upload, by=b.person("alice"), at=LATER)


def _bring_in(b: Bringing) -> Callable[[], Any]:
    upload, rows = an_upload(b, "writing"), [entry_of(b.place("C1"), "640")]
    return lambda: uploads.bring_in(
        upload=upload, entries=rows, standing={}, files={}, submit=True, by=b.person("alice"), at=LATER
    )


def _undo(b: Bringing) -> Callable[[], Any]:
    _bring_in(b)()
    upload, later = Upload.objects.get(), LATER + dt.timedelta(hours=1)
    return lambda: uploads.undo(upload=upload, by=b.person("alice"), at=later)


UPLOAD_ACTS: dict[str, tuple[Callable[[Bringing], Callable[[], Any]], str, str]] = {
    "uploads.take_in": (_take_in, "alice", ""),
    "uploads.read_again": (_read_again, "alice", ""),
    "uploads.confirm": (_confirm, "alice", ""),
    "uploads.leave": (_leave, "alice", ""),
    "uploads.bring_in": (_bring_in, "alice", ""),
    "uploads.undo": (_undo, "alice", ""),
}
"""What is done, by whom; the reasons are in the versions that a file brings."""
