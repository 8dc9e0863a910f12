"""Working on a committee report: begun, written, its documents and its publication asked for, withdrawn."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from kpis.domain.periods import Period
from kpis.domain.words import FrameworkKind
from kpis.models import Committee, Council, Framework, Job, Publication, Report, User, WordTemplate
from kpis.models.councils import slug_validator
from kpis.papers.queries import RESERVED, figures_of, last_number
from kpis.papers.queries_checklist import ChecklistFinding, checklist
from kpis.people import Person, check_performance
from kpis.readings.append import check_moment, moment_after
from kpis.readings.locks import hold
from kpis.refusals import Conflict, Refused
from kpis.sections.rules import Draft, DraftError, as_stored, checked, new_draft
from kpis.work.jobs import ask

LONGEST_SLUG = 60


def create_report(
    *, council: Council, committee: Committee, framework: Framework | None, period: Period, slug: str, title: str,
    meeting_date: dt.date | None, agenda_item: str, by: Person, at: dt.datetime,
) -> Report:  # fmt: skip
    """Begin a report with the usual sections. Where ``slug`` is blank its address is made from its title, and is one
    that no other report has. Raises Denied, or Refused where a given address is taken or is none."""
    check_performance(by, council)
    _check_of_council(council, committee, framework)
    wanted = slug or _slug_of(title)
    _check_address(wanted, made=not slug)
    is_contract = framework is not None and framework.kind == FrameworkKind.CONTRACT
    draft = _checked(new_draft(title, is_contract))
    report = Report(
        council=council, committee=committee, framework=framework, kind=period.kind.value, start=period.start,
        end=period.end, slug=wanted, meeting_date=meeting_date, agenda_item=agenda_item.strip(), draft=as_stored(draft),
        created_at=at, changed_at=at, changed_by_id=by.user_id,
    )  # fmt: skip
    with transaction.atomic():
        hold(Council, [council.pk])
        report.slug = _free(council, wanted)
        if slug and report.slug != slug:
            raise Refused(
                f'There is a report at the address "{slug}" already: choose another, such as "{report.slug}".'
            )
        _save(report, by, "Report begun", at)
    return report


def _slug_of(title: str) -> str:
    """A title as an address, cut between two words where it is too long."""
    made = slugify(title)
    return made if len(made) <= LONGEST_SLUG else made[: LONGEST_SLUG + 1].rpartition("-")[0] or made[:LONGEST_SLUG]


def _free(council: Council, wanted: str) -> str:
    """The first address that no report of the council has: a-report, a-report-2, a-report-3. The council is held, so
    that of two who are given one at once the second gets the next."""
    taken = RESERVED | set(Report.objects.filter(council=council).values_list("slug", flat=True))
    ends = chain([""], (f"-{number}" for number in count(2)))
    found = (f"{wanted[: LONGEST_SLUG - len(end)].rstrip('-')}{end}" for end in ends)
    return next(each for each in found if each not in taken)


def _check_address(slug: str, made: bool) -> None:
    if slug in RESERVED and not made:
        raise Refused(f'"{slug}" is an address of this site: choose another address for the report.')
    if not slug_validator.regex.search(slug):  # type: ignore[union-attr]
        raise Refused("The address of a report is 1 to 60 small letters, digits and hyphens.")


def _check_of_council(council: Council, committee: Committee, framework: Framework | None) -> None:
    if committee.council_id != council.pk or (framework is not None and framework.council_id != council.pk):
        raise Refused("The committee and the plan have to be this council's own.")


def _checked(draft: Draft) -> Draft:
    try:
        return checked(draft)
    except DraftError as error:
        raise Refused(str(error)) from None


def _save(report: Report, by: Person, why: str, at: dt.datetime) -> None:
    report._history_user = User(pk=by.user_id)  # type: ignore[attr-defined]
    report._history_date = at  # type: ignore[attr-defined]
    report._change_reason = why  # type: ignore[attr-defined]
    report.save()


def save_draft(
    *, report: Report, draft: Draft, version: int, meeting_date: dt.date | None, agenda_item: str, by: Person,
    at: dt.datetime,
) -> Report:  # fmt: skip
    """Keep what was written; ``version`` is the one that the writer began from.

    Raises Denied, Refused, and Conflict where somebody else saved in between.
    """
    check_performance(by, report.council)
    stored = as_stored(_checked(draft))
    with transaction.atomic():
        hold(Report, [report.pk])
        report.refresh_from_db()
        if report.version != version:
            raise _conflict(report)
        check_moment(at, report.changed_at, "this report")
        report.version += 1
        report.draft, report.meeting_date, report.agenda_item = stored, meeting_date, agenda_item.strip()
        report.changed_at, report.changed_by_id = at, by.user_id
        _save(report, by, "Draft saved", at)
    return report


def _conflict(report: Report) -> Conflict:
    now = Report.objects.select_related("changed_by").get(pk=report.pk)
    who = now.changed_by.get_full_name() or now.changed_by.get_username() if now.changed_by else "Somebody else"
    return Conflict(f"{who} saved this report while you were writing: look at both.", {report: now})


def ask_documents(*, report: Report, by: Person, at: dt.datetime) -> Job:
    """Ask for the draft's Word, PDF and spreadsheet files, as of this moment."""
    check_performance(by, report.council)
    arguments = {"report": report.pk, "frozen_at": at.isoformat()}
    return ask(council_id=report.council_id, kind=Job.Kind.MAKE_DOCUMENTS, arguments=arguments, by_id=by.user_id, at=at)


@transaction.atomic
def ask_to_publish(
    *, report: Report, version: int, opens_at: dt.datetime, reason: str, acknowledged: bool, by: Person,
    at: dt.datetime,
) -> Job:  # fmt: skip
    """Ask for a report's publication, with its figures as of this moment.

    Raises Denied; Refused where it has no meeting date, was changed since it was looked at, hides a small number badly,
    corrects another without a reason, or its checklist was not acknowledged.
    """
    check_performance(by, report.council)
    hold(Report, [report.pk])
    standing = Report.objects.get(pk=report.pk)
    if standing.meeting_date is None:
        raise Refused("Give the date of the meeting first: a publication says which meeting it was for.")
    if standing.version != version:
        raise Refused("The report was changed since you looked at it: look at it again before you publish it.")
    after = last_number(report)
    if after and not reason.strip():
        raise Refused("Say why it is corrected: the reason stands beside both versions.")
    checks = _checks(report, at)
    if checks and not acknowledged:
        raise Refused("Read the checklist, and say that you have.")
    arguments = {
        "report": report.pk,
        "version": version,
        "after": after,
        "frozen_at": at.isoformat(),
        "opens_at": max(opens_at, at).isoformat(),
        "reason": reason.strip(),
        "checklist": [each.message for each in checks],
    }
    return ask(council_id=report.council_id, kind=Job.Kind.PUBLISH, arguments=arguments, by_id=by.user_id, at=at)


def _checks(report: Report, at: dt.datetime) -> list[ChecklistFinding]:
    """What the checklist finds now. Raises Refused for what must never be published."""
    today = timezone.localtime(at).date()
    checks = checklist(report, figures_of(report, None, today), today)
    blocking = [each.message for each in checks if each.is_blocking]
    if blocking:
        raise Refused(f"It cannot be published: {' '.join(blocking)}")
    return checks


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: Person, at: dt.datetime) -> None:
    """Take a publication back, for a reason that its page shows from then on. It is kept, and closed to the public."""
    check_performance(by, publication.report.council)
    if not reason.strip():
        raise Refused("Say why it is withdrawn: its page shows the reason.")
    hold(Publication, [publication.pk])
    standing = Publication.objects.filter(pk=publication.pk)
    if standing.exclude(withdrawn_at=None).exists():
        raise Refused("It has been withdrawn already.")
    check_moment(at, publication.published_at, "this publication")
    standing.update(withdrawn_at=at, withdrawn_by_id=by.user_id, withdrawn_reason=reason.strip())


@transaction.atomic
def set_template(*, council: Council, name: str, content: bytes | None, by: Person, at: dt.datetime) -> WordTemplate:
    """Keep a council's own Word template, which whoever calls has checked; None: back to the product's own."""
    check_performance(by, council)
    hold(Council, [council.pk])
    last = WordTemplate.objects.filter(council=council).order_by("-number").defer("content").first()
    if last is not None:
        at = moment_after(last.at, at, "the template")
    columns: dict[str, Any] = {"content": content, "sha256": hashlib.sha256(content or b"").hexdigest()}
    number = last.number + 1 if last is not None else 1
    return WordTemplate.objects.create(
        council=council, number=number, name=name[:200], at=at, by_id=by.user_id, **columns
    )
