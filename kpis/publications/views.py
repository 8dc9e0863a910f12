"""Publications: the list by committee, one as it was put before its committee from its snapshot alone, its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kpis.documents.html import report_html
from kpis.models import Document, Report
from kpis.publications.checks import NO_COUNCIL, Publisher, publisher_of
from kpis.publications.queries import (
    PublicationEntry,
    Published,
    document,
    publication_of,
    published,
    reports_of,
    since,
)
from kpis.refusals import NotFound
from kpis.web.asking import viewer_of
from kpis.web.downloads import file_response
from kpis.web.guards import public

GONE = 410
"""What was published and is closed again: its address stays, and says why."""


@public
def index(request: HttpRequest, council: str) -> HttpResponse:
    """Every report's current version by committee, the newest meeting first; drafts for the performance team."""
    publisher = publisher_of(request, council)
    entries = listed(publisher)
    committee = _committee(request, publisher, entries)
    shown = [each for each in entries if committee in ("", each.committee_slug)]
    feed = reverse("reports_feed", args=[council])
    context = {
        **publisher.context,
        "groups": by_committee(shown, council),
        "committee": shown[0].committee if committee and shown else "",
        "feed_address": f"{feed}?committee={committee}" if committee else feed,
        "drafts": reports_of(publisher.council.pk) if publisher.is_team else [],
        "crumbs": publisher.crumbs_below if committee else publisher.crumbs,
    }
    return render(request, "publications/list.html", context)


def listed(publisher: Publisher) -> list[PublicationEntry]:
    """A council's publications. Of one that is closed to the reader and has none, nothing is known."""
    entries = published(publisher.council.pk, timezone.now(), sees_embargoed=publisher.is_team)
    if not entries and not publisher.is_open:
        raise NotFound(NO_COUNCIL.format(publisher.council.slug))
    return entries


def _committee(request: HttpRequest, publisher: Publisher, entries: Sequence[PublicationEntry]) -> str:
    """The committee asked for; one without a publication is known to whoever sees the council."""
    slug = request.GET.get("committee", "")
    known = {each.committee_slug for each in entries}
    if slug and slug not in known:
        is_there = publisher.is_open and publisher.council.committees.filter(slug=slug).exists()
        if not is_there:
            raise NotFound(
                f"Nothing was published for such a committee. There is: {', '.join(sorted(known)) or 'none'}."
            )
    return slug


def by_committee(entries: Sequence[PublicationEntry], council: str) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Publications under their committee's name and address, that of the newest meeting first."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in entries:
        found.setdefault((each.committee, each.committee_slug), []).append(shown_entry(each, council))
    return [(*key, group) for key, group in found.items()]


def shown_entry(entry: PublicationEntry, council: str, number: int | None = None) -> dict[str, Any]:
    """An entry of a list with its address and those of its files: the report's own, or those of one version."""
    return {
        "entry": entry,
        "address": _address(council, entry.slug, number),
        "files": files_of(entry, council, number),
        "is_embargoed": entry.opens_at > timezone.now(),
    }


def _address(council: str, slug: str, number: int | None) -> str:
    if number is None:
        return reverse("publication", args=[council, slug])
    return reverse("publication_version", args=[council, slug, number])


def files_of(entry: PublicationEntry, council: str, number: int | None = None) -> list[dict[str, Any]]:
    """What can be downloaded, in the order of use: its name, size in bytes and address."""
    sizes = {each.form: each.size for each in entry.files}
    return [
        {"name": name, "size": sizes[form], "address": _file(council, entry.slug, form, number)}
        for form, name in Document.Form.choices
        if form in sizes
    ]


def _file(council: str, slug: str, form: str, number: int | None) -> str:
    if number is None:
        return reverse(f"publication_{form}", args=[council, slug])
    return reverse("publication_version_file", args=[council, slug, number, form])


@public
def show(request: HttpRequest, council: str, slug: str, number: int | None = None) -> HttpResponseBase:
    """The current version of a publication, or one of its versions, with what has changed since."""
    publisher = publisher_of(request, council)
    try:
        found = _asked_for(publisher, slug, number)
    except NotFound:
        if publisher.is_team and number is None and _is_draft(publisher, slug):
            return redirect("report_edit", council, slug)
        raise
    if found.entry.is_withdrawn and not publisher.is_team:
        return render(request, "publications/withdrawn.html", _context(publisher, found), status=GONE)
    return render(
        request, "publications/publication.html", _context(publisher, found) | _content(request, publisher, found)
    )


def _asked_for(publisher: Publisher, slug: str, number: int | None) -> Published:
    """Raises NotFound, also for what is under embargo."""
    return publication_of(publisher.council.pk, slug, number, timezone.now(), sees_embargoed=publisher.is_team)


def _is_draft(publisher: Publisher, slug: str) -> bool:
    return Report.objects.filter(council=publisher.council, slug=slug).exists()


def _context(publisher: Publisher, found: Published) -> dict[str, Any]:
    council, now = publisher.council, timezone.now()
    return {
        **publisher.context,
        "publication": found.row,
        "entry": found.entry,
        "is_latest": found.is_latest,
        "is_embargoed": found.entry.opens_at > now,
        "latest_address": reverse("publication", args=[council.slug, found.entry.slug]),
        "versions": [shown_entry(each, council.slug, each.number) for each in found.versions],
        "before": _neighbour(found, council.slug, -1),
        "after": _neighbour(found, council.slug, 1),
        "crumbs": publisher.crumbs_below,
    }


def _neighbour(found: Published, council: str, by: int) -> dict[str, Any] | None:
    """The version before or after the one shown, where there is one."""
    for each in found.versions:
        if each.number == found.entry.number + by:
            return shown_entry(each, council, each.number)
    return None


def _content(request: HttpRequest, publisher: Publisher, found: Published) -> dict[str, Any]:
    """The report itself, its files, and what reads otherwise now, for whoever may see the council's figures."""
    number = None if found.is_latest else found.entry.number
    return {
        "body": report_html(found.row.snapshot),
        "files": files_of(found.entry, publisher.council.slug, number),
        "revised": since(found.row, viewer_of(request)),
        "checklist": found.row.checklist if publisher.is_team else [],
    }


@public
def file(request: HttpRequest, council: str, slug: str, form: str, number: int | None = None) -> HttpResponseBase:
    """A document, byte for byte as it was published."""
    publisher = publisher_of(request, council)
    found = _asked_for(publisher, slug, number)
    if found.entry.is_withdrawn and not publisher.is_team:
        return render(request, "publications/withdrawn.html", _context(publisher, found), status=GONE)
    kept = document(found.row, form)
    return file_response(request, kept, f"{council}-{slug}-v{found.entry.number}")
