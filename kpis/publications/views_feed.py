"""What a council has published, as an Atom feed: an entry for each version, corrected and withdrawn ones too."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape
from django.utils.http import http_date, quote_etag

from kpis.domain.periods import date_text
from kpis.publications.checks import NO_COUNCIL, Publisher, publisher_of
from kpis.publications.queries import PublicationEntry, every_version
from kpis.refusals import NotFound
from kpis.web.guards import public

MOST_ENTRIES = 100
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@public
def feed(request: HttpRequest, council: str) -> HttpResponseBase:
    """The same for every reader: what is under embargo is in nobody's. Of one committee, where one is asked for."""
    publisher = publisher_of(request, council)
    entries = every_version(publisher.council.pk, timezone.now())
    if not entries and not publisher.is_open:
        raise NotFound(NO_COUNCIL.format(council))
    committee = request.GET.get("committee", "")
    entries = sorted((each for each in entries if committee in ("", each.committee_slug)), key=updated, reverse=True)
    if committee and not entries:
        raise NotFound("Nothing was published for such a committee.")
    response = HttpResponse(_written(request, publisher, entries, committee), content_type=Atom1Feed.content_type)
    etag = quote_etag(hashlib.sha256(response.content).hexdigest())
    response["ETag"] = etag
    changed = int(updated(entries[0]).timestamp()) if entries else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def updated(entry: PublicationEntry) -> dt.datetime:
    """When an entry last said something new: that it was withdrawn, else that it is open."""
    return entry.withdrawn_at or max(entry.opens_at, entry.published_at)


def _written(request: HttpRequest, publisher: Publisher, entries: list[PublicationEntry], committee: str) -> str:
    council = publisher.council
    of = f", {entries[0].committee}" if committee else ""
    listed = request.build_absolute_uri(reverse("reports", args=[council.slug]))
    about = Atom1Feed(
        title=_text(f"{council.name}{of}: performance reports"),
        link=f"{listed}?committee={committee}" if committee else listed,
        description=_text(council.notice),
        subtitle=_text(council.notice) or None,
        language="en-GB",
        author_name=_text(council.name),
        feed_url=request.build_absolute_uri(),
    )
    for each in entries[:MOST_ENTRIES]:
        _add(about, request, council.slug, each)
    return about.writeString("utf-8")


def _add(about: Atom1Feed, request: HttpRequest, council: str, entry: PublicationEntry) -> None:
    link = request.build_absolute_uri(reverse("publication_version", args=[council, entry.slug, entry.number]))
    about.add_item(
        title=_text(f"{_state(entry)}{entry.title}"),
        link=link,
        description=escape(_text(_said(entry))),
        unique_id=get_tag_uri(link, entry.published_at),
        pubdate=max(entry.opens_at, entry.published_at),
        updateddate=updated(entry),
        categories=[_text(entry.committee)],
    )


def _state(entry: PublicationEntry) -> str:
    if entry.is_withdrawn:
        return "Withdrawn: "
    return "Corrected: " if entry.number > 1 else ""


def _said(entry: PublicationEntry) -> str:
    """For which meeting it was, of which period, and why it was corrected or withdrawn."""
    item = f", agenda item {entry.agenda_item}" if entry.agenda_item else ""
    told = [
        f"For the meeting of {entry.committee} on {date_text(entry.meeting_date)}{item}: {entry.period.long_label}."
    ]
    if entry.reason:
        told.append(f"Corrected because: {entry.reason}")
    if entry.is_withdrawn:
        told.append(f"Withdrawn because: {entry.withdrawn_reason}")
    return " ".join(told)


def _text(text: str) -> str:
    """Text without the characters that no XML can hold."""
    return NOT_IN_XML.sub("", text)
