"""Working on a committee report: begun, written, its documents and its publication asked for, withdrawn."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import slugify

from kpis.domain.periods import Period
from kpis.domain.words import FrameworkKind
from kpis.models import Committee, Council, Framework, Job, Publication, Report, User, WordTemplate
from kpis.models.councils import slug_validator
from kpis.papers.queries import RESERVED, figures_of, last_number
from kpis.papers.queries_checklist import ChecklistFinding, checklist
from kpis.people import Person, check_performance
from kpis.refusals import Conflict, Refused
from kpis.sections.rules import Draft, DraftError, as_stored, checked, new_draft
from kpis.work.jobs import ask

LONGEST_SLUG = 60
MOST_ALIKE = 1000
"""So many reports of a council can be called the same: more than it will ever have of meetings."""


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
    if not (_is_saved(report, by, at) if slug else _saved_at_a_free_address(report, wanted, by, at)):
        free = next(_free(council, wanted))
        raise Refused(f'There is a report at the address "{slug}" already: choose another, such as "{free}".')
    return report


def _slug_of(title: str) -> str:
    """A title as an address, cut between two words where it is too long."""
    made = slugify(title)
    return made if len(made) <= LONGEST_SLUG else made[: LONGEST_SLUG + 1].rpartition("-")[0] or made[:LONGEST_SLUG]


def _free(council: Council, wanted: str) -> Iterator[str]:
    """Addresses that no report of the council has, the one that is wanted first: a-report, a-report-2, a-report-3."""
    taken = RESERVED | set(Report.objects.filter(council=council).values_list("slug", flat=True))
    for number in range(1, MOST_ALIKE):
        end = f"-{number}" if number > 1 else ""
        found = f"{wanted[: LONGEST_SLUG - len(end)].rstrip('-')}{end}"
        if found not in taken:
            yield found


def _saved_at_a_free_address(report: Report, wanted: str, by: Person, at: dt.datetime) -> bool:
    """Whether a report was kept at the first address that is free; of two who are given the same one the second gets
    the next."""
    for each in _free(report.council, wanted):
        report.slug = each
        if _is_saved(report, by, at):
            return True
    return False


def _is_saved(report: Report, by: Person, at: dt.datetime) -> bool:
    """Whether a new report was kept: not where another has its address."""
    try:
        with transaction.atomic():
            _save(report, by, "Report begun", at)
    except IntegrityError:
        if Report.objects.filter(council=report.council, slug=report.slug).exists():
            return False
        raise
    return True


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
        if not Report.objects.filter(pk=report.pk, version=version).update(version=F("version") + 1):
            raise _conflict(report)
        report.refresh_from_db()
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


def ask_to_publish(
    *, report: Report, version: int, opens_at: dt.datetime, reason: str, acknowledged: bool, by: Person,
    at: dt.datetime,
) -> Job:  # fmt: skip
    """Ask for a report's publication, with its figures as of this moment.

    Raises Denied; Refused where it has no meeting date, was changed since it was looked at, hides a small number badly,
    corrects another without a reason, or its checklist was not acknowledged.
    """
    check_performance(by, report.council)
    if report.meeting_date is None:
        raise Refused("Give the date of the meeting first: a publication says which meeting it was for.")
    if report.version != version:
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


def withdraw(*, publication: Publication, reason: str, by: Person, at: dt.datetime) -> None:
    """Take a publication back, for a reason that its page shows from then on. It is kept, and closed to the public."""
    check_performance(by, publication.report.council)
    if not reason.strip():
        raise Refused("Say why it is withdrawn: its page shows the reason.")
    changed = Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by_id=by.user_id, withdrawn_reason=reason.strip()
    )
    if not changed:
        raise Refused("It has been withdrawn already.")


def set_template(*, council: Council, name: str, content: bytes | None, by: Person, at: dt.datetime) -> WordTemplate:
    """Keep a council's own Word template, which whoever calls has checked; None: back to the product's own."""
    check_performance(by, council)
    last = WordTemplate.objects.filter(council=council).aggregate(last=Max("number"))["last"] or 0
    columns: dict[str, Any] = {"content": content, "sha256": hashlib.sha256(content or b"").hexdigest()}
    try:
        with transaction.atomic():
            return WordTemplate.objects.create(
                council=council, number=last + 1, name=name[:200], at=at, by_id=by.user_id, **columns
            )
    except IntegrityError:
        raise Refused("Somebody else changed the template at the same moment. Open the page again.") from None
