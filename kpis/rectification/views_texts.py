"""Rectifications as text: what each is about, how its plan stands, what comes next, and what has happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from kpis.contracts.queries import ContractReport, Kpi
from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_reasons import periods_text
from kpis.domain.periods import date_text
from kpis.domain.schemes.assessment import Assessment
from kpis.models import Rectification
from kpis.presenters import Look, look_of
from kpis.rectification.queries import DueAction, Happened, Record, opened_on
from kpis.rectification.queries_causes import Unanswered, is_withheld
from kpis.rectification.queries_entries import FailureEntry

State = Rectification.State
TAGS = {State.NOTICE: "orange", State.PLAN: "blue", State.CLOSED: "grey", State.ESCALATED: "red"}
WHOLE = "The company as a whole"
WITHHELD = "Withheld: the failure rests on figures that are withheld (small numbers)."


class StepText(NamedTuple):
    """An action of a plan. ``look`` is None where it was dropped."""

    id: int
    number: int
    version: int
    what: str
    owner: str
    due: str
    look: Look | None
    reason: str
    is_overdue: bool


class RecordText(NamedTuple):
    """A rectification in a list; blank texts have nothing to say."""

    url: str
    title: str
    ref: str
    clause: str
    said: str
    tag: str
    opened: str
    ended: str
    failure: str
    look: Look | None
    plan: str
    next: str
    overdue: str


class UnansweredText(NamedTuple):
    """A failure of which no notice has been given, with where to give it."""

    title: str
    ref: str
    clause: str
    said: str
    url: str


def day_of(moment: dt.datetime) -> str:
    return date_text(timezone.localtime(moment).date())


def as_seen(record: Record, report: ContractReport) -> Record:
    """A record as the report's viewer may know it: where its failure rests on withheld figures, its sentence is."""
    if record.recorded_id is None and is_withheld(report, record.measure_id, record.codes):
        return record._replace(failure=WITHHELD)
    return record


def title_of(record: Record) -> str:
    return record.title or WHOLE


def url_of(contract: ContractInfo, record_id: int) -> str:
    return reverse("rectification", args=(contract.council.slug, contract.slug, record_id))


def look(verdict: Assessment | None) -> Look | None:
    """How a milestone's verdict looks, which is how every status does."""
    return look_of(verdict.status, verdict.rag) if verdict else None


def step_text(step: DueAction) -> StepText:
    reason = step.status.reason if step.status else "Dropped."
    return StepText(
        step.id, step.number, step.version, step.what, step.owner, date_text(step.due), look(step.status), reason,
        step.is_overdue,
    )  # fmt: skip


def record_text(contract: ContractInfo, record: Record) -> RecordText:
    coming = record.next_date
    overdue = [str(each.number) for each in record.overdue]
    return RecordText(
        url=url_of(contract, record.id),
        title=title_of(record),
        ref=record.ref,
        clause=record.clause,
        said=record.said,
        tag=TAGS[State(record.state)],
        opened=date_text(opened_on(record)),
        ended=day_of(record.closed_at) if record.closed_at else "",
        failure=record.failure,
        look=look(record.plan) if record.is_open else None,
        plan=plan_text(record),
        next=f"{coming[0]} {date_text(coming[1])}" if coming else "",
        overdue=f"Action{'' if len(overdue) == 1 else 's'} {', '.join(overdue)} overdue" if overdue else "",
    )


def plan_text(record: Record) -> str:
    """ "2 of 3 actions done"; before it is agreed, when the plan is due."""
    standing = record.standing
    done = sum(each.done_on is not None for each in standing)
    count = f"{len(standing)} action{'' if len(standing) == 1 else 's'}"
    if not record.is_agreed and record.plan_due:
        proposed = f", {count} proposed" if standing else ""
        return f"Action plan due {date_text(record.plan_due)}{proposed}"
    return f"{done} of {count} done"


def list_sentence(open_ones: Sequence[Record], without_notice: int) -> str:
    """ "2 rectifications are open, 1 of them with an overdue action. 1 failure has had no notice yet." """
    count = len(open_ones)
    opening = "No rectification is open" if not count else f"{count} rectification{_are(count)} open"
    overdue = sum(bool(each.overdue) for each in open_ones)
    late = f", {overdue} of them with an overdue action" if overdue else ""
    none = {0: "No failure waits for a notice", 1: "1 failure has had no notice yet"}
    return f"{opening}{late}. {none.get(without_notice, f'{without_notice} failures have had no notice yet')}."


def _are(count: int) -> str:
    return " is" if count == 1 else "s are"


def unanswered_texts(
    contract: ContractInfo, worked_out: Iterable[Unanswered], recorded: Iterable[FailureEntry]
) -> list[UnansweredText]:
    """The failures without a notice: those that people recorded first, then those worked out, the latest first."""
    address = reverse("rectification_new", args=(contract.council.slug, contract.slug))
    found = [
        UnansweredText(
            each.title or WHOLE, each.ref, each.clause, f"{date_text(each.occurred_on)}: {each.why}",
            f"{address}?recorded={each.id}",
        )
        for each in recorded
        if each.rectification is None and each.withdrawn_at is None and not each.is_report_only
    ]  # fmt: skip
    return found + [
        UnansweredText(
            each.title, each.ref, each.failure.clause, each.failure.reason,
            f"{address}?{urlencode({'ref': each.ref, 'period': each.period.slug})}",
        )
        for each in worked_out
    ]  # fmt: skip


def standing_text(record: Record, report: ContractReport) -> str:
    """How the failure stands now: what its run has become, and where the KPI is."""
    kpi = next((each for each in report.kpis if each.measure.id == record.measure_id), None)
    if kpi is None or record.recorded_id is not None:
        return ""
    return " ".join(each for each in (_grown(record, kpi), _latest(record, kpi)) if each)


def _grown(record: Record, kpi: Kpi) -> str:
    """What the failure's run has become since notice was given."""
    remedy = next((each for each in kpi.remedies if each.id == record.id), None)
    now = next((each for each in kpi.failures if remedy and remedy.is_of(each.periods)), None)
    if now is None or tuple(each.code for each in now.periods) == record.codes:
        return ""
    return f"The run now is {periods_text(now.periods)}, a failure by {now.clause}."


def _latest(record: Record, kpi: Kpi) -> str:
    period = kpi.line.period
    if period is None or kpi.reason == record.failure:
        return f"{period.label} is still the latest period." if period else ""
    return f"{period.label}: {kpi.reason[:1].lower()}{kpi.reason[1:]}"


def _what(event: Happened) -> str:
    """ "Action 2 done"; "Progress reported on action 2"; "Review"."""
    if not event.action:
        return event.said
    if event.said.startswith("Action "):
        return event.said.replace("Action", f"Action {event.action}", 1)
    return f"{event.said} on action {event.action}"


def history(events: Iterable[Happened]) -> list[tuple[str, str, str, str]]:
    """What happened, the latest first: what, the note, who, and when."""
    return [
        (
            _what(each),
            each.note,
            each.who,
            f"{timezone.localtime(each.at):%-d %B %Y, %H:%M}",
        )
        for each in events
    ][::-1]
