"""An upload as text: how it stands, and every row of its file with what it would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.text import capfirst

from kpis.domain.figure import COLUMNS, DATES, name_of
from kpis.domain.numbers import MINUS
from kpis.domain.period_text import PeriodError, parse_entry, parse_slug
from kpis.domain.periods import date_text
from kpis.models import Job, Measure, Upload
from kpis.people import Person, check_sees_entry, may
from kpis.spreadsheets.problems import FileProblem
from kpis.uploads.forms_examined import BLANK, CHANGED, NEW, REFUSED, UNCHANGED, ExaminedRow

ROWS = 200
KINDS = {
    NEW: ("New", "blue"),
    CHANGED: ("Changed", "yellow"),
    UNCHANGED: ("Unchanged", "grey"),
    BLANK: ("Left blank", "grey"),
    REFUSED: ("Error", "red"),
}
WARNED = "warning"
STATES = {
    Upload.State.READING: ("Being read", "grey"),
    Upload.State.READY: ("To be confirmed", "yellow"),
    Upload.State.REFUSED: ("Refused", "red"),
    Upload.State.WRITING: ("Being brought in", "grey"),
    Upload.State.DONE: ("Brought in", "green"),
    Upload.State.UNDONE: ("Undone", "grey"),
    Upload.State.LEFT: ("Left alone", "grey"),
}
FIELDS = {
    **{column: name_of(column) for column in COLUMNS}, "value": "Figure",
    "commentary": "Commentary", "section": "Section", "break_before": "Break before",
    "published_projection": "Expected next", "target": "Target", "tolerance_kind": "Tolerance in",
    "tolerance": "Tolerance", "low": "Low", "high": "High", "until": "Until", "reason": "Reason", "note": "Note",
}  # fmt: skip
NUMBERS = {"value", "numerator", "denominator", "target", "tolerance", "low", "high"}
DAYS = {*DATES, "until"}
WORDS = {"marker", "section", "published_projection", "tolerance_kind"}


class UploadState(NamedTuple):
    """How an upload stands. ``waits``: work on it is not over; ``failure``: why the last work on it failed."""

    word: str
    colour: str
    waits: bool
    failure: str


class UploadRowText(NamedTuple):
    number: int
    table: str
    name: str
    ref: str
    period: str
    part: str
    word: str
    colour: str
    address: str
    changes: list[tuple[str, str, str]]
    errors: list[str]
    warnings: list[str]
    is_blank: bool


class Filter(NamedTuple):
    key: str
    label: str
    is_chosen: bool


class UploadPreview(NamedTuple):
    """One page of the rows. ``counts`` are all of them by kind, ``filters`` those that there are some of."""

    counts: Mapping[str, int]
    filters: list[Filter]
    rows: list[UploadRowText]
    page: Page
    total: int
    several: bool
    errors: list[str]
    warnings: list[str]
    changes: int
    drafts: int
    offers_fractions: bool


def listed(uploads: Iterable[Upload]) -> list[tuple[Upload, str, str]]:
    return [(each, *STATES[Upload.State(each.state)]) for each in uploads]


def state_of(upload: Upload, job: Job | None) -> UploadState:
    word, colour = STATES[Upload.State(upload.state)]
    waits = job is not None and job.finished_at is None
    failed = job.failure if job is not None and job.state == Job.State.FAILED else ""
    return UploadState(word, colour, waits, failed)


def preview_of(upload: Upload, asked: Mapping[str, str]) -> UploadPreview:
    """The rows that an address asks for: those with errors first, where there are some and nothing is asked for."""
    found = upload.found
    every = [ExaminedRow._make(each) for each in found["rows"]]
    counts = found["counts"]
    chosen = asked.get("show") or (REFUSED if counts[REFUSED] else "all")
    rows = [row for row in every if chosen == "all" or row.kind == chosen or (chosen == WARNED and is_warned(row))]
    page = Paginator(rows, ROWS).get_page(asked.get("page"))
    titles = _titles(upload)
    return UploadPreview(
        counts=counts,
        filters=_filters(counts, found["warned"], len(every), chosen),
        rows=[_row(row, titles, upload) for row in page.object_list],
        page=page,
        total=len(every),
        several=len(found["tables"]) > 1,
        errors=found["errors"],
        warnings=found["warnings"],
        changes=counts[NEW] + counts[CHANGED],
        drafts=found["drafts"],
        offers_fractions=any("looks like a fraction" in note[2] for row in every for note in row.notes),
    )


def shows_more(upload: Upload, person: Person) -> bool:
    """Whether a preview shows figures that the person may not see today, as of somebody who has left the performance
    team: to have brought a file in once is no right to what stood beside it. A row whose measure was refused shows
    none, and a blank one neither. One statement."""
    rows = (ExaminedRow._make(each) for each in upload.found.get("rows", ()))
    shown = (row for row in rows if row.table == "readings" and row.kind != BLANK)
    refs = {row.ref.lower() for row in shown if all(column != "ref" for _, column, _ in row.notes)}
    listed = Measure.objects.filter(council_id=upload.council_id).only("ref", "council_id", "service_id")
    return any(not may(check_sees_entry, person, each) for each in listed if each.ref.lower() in refs)


def is_warned(row: ExaminedRow) -> bool:
    return row.kind != REFUSED and bool(row.notes)


def _filters(counts: Mapping[str, int], warned: int, total: int, chosen: str) -> list[Filter]:
    labels = {
        REFUSED: "Errors",
        WARNED: "Warnings",
        NEW: "New",
        CHANGED: "Changed",
        UNCHANGED: "Unchanged",
        BLANK: "Left blank",
    }
    known = {**counts, WARNED: warned}
    found = [Filter("all", f"All rows ({total:,})", chosen == "all")]
    return found + [
        Filter(key, f"{label} ({known[key]:,})", chosen == key) for key, label in labels.items() if known[key]
    ]


def _titles(upload: Upload) -> dict[str, tuple[str, str]]:
    """The measures of the council, by their references in small letters: one statement."""
    rows = Measure.objects.filter(council_id=upload.council_id).order_by().values_list("ref", "title")
    return {ref.lower(): (ref, title) for ref, title in rows}


def _row(row: ExaminedRow, titles: dict[str, tuple[str, str]], upload: Upload) -> UploadRowText:
    word, colour = KINDS[row.kind]
    ref, title = titles.get(row.ref.lower(), (row.ref, ""))
    is_linked = upload.state == Upload.State.DONE and row.place and title
    address = reverse("figure", args=(upload.council.slug, ref, row.place)) if is_linked else ""
    return UploadRowText(
        row.number, row.table, title or row.ref or f"Row {row.number}", ref if title else "", _period(row), row.part,
        word, colour, address, [_change(*each) for each in row.changes], _errors(row, upload.found["labels"]),
        _warnings(row), row.kind == BLANK,
    )  # fmt: skip


def _period(row: ExaminedRow) -> str:
    """As every page names it, where it was understood; else as it was typed."""
    try:
        return (parse_slug(row.place) if row.place else parse_entry(row.period)).long_label
    except PeriodError:
        return row.period


def _change(column: str, before: str, after: str) -> tuple[str, str, str]:
    return FIELDS.get(column, column), _shown(column, before), _shown(column, after)


def _shown(column: str, text: str) -> str:
    if column in NUMBERS and text.startswith("-"):
        return MINUS + text[1:]
    if column in DAYS and text:
        return date_text(dt.date.fromisoformat(text))
    return text.replace("_", " ") if column in WORDS else text


def _errors(row: ExaminedRow, labels: Mapping[str, str]) -> list[str]:
    """Such as: readings.csv row 14, value: "abc" is not a number."""
    label = labels.get(row.table, row.table)
    return [str(FileProblem(label, row.number, column, text)) for level, column, text in row.notes if level == "error"]


def _warnings(row: ExaminedRow) -> list[str]:
    found = [(column, text) for level, column, text in row.notes if level == "warning"]
    return [f"{column}: {text}" if column else capfirst(text) for column, text in found]
