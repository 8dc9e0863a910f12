"""What the parties to Exampleshire's contract did about its failures, by the same actions as on its pages.

It goes with the contract's figures: rectifications that ended with a recovery, one that is behind its plan, one whose
plan is still being proposed, one that waits for its next figure; a relapse has had no notice yet. Stories that go on
until after the day on which it is loaded are left out.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from kpis.contracts.queries_terms import ContractInfo, contract_for
from kpis.domain.period_text import parse_period
from kpis.models import Measure, PlanAction, Rectification, User
from kpis.people import EVERY_COUNCIL, person_for
from kpis.rectification.actions import agree_plan, close, give_notice, report_progress, review
from kpis.rectification.actions_plans import add_action, report_done
from kpis.rectification.actions_risks import agree_mitigation, notify_risk

COUNCIL, CONTRACT = "exampleshire", "exampleshire-childrens-company"


class Teller(NamedTuple):
    """Who did something on a day, at noon."""

    name: str
    day: str

    @property
    def at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day_of(self.day), dt.time(12)))

    @property
    def told(self) -> dict[str, Any]:
        user = User.objects.get(username=self.name)
        return {"by": person_for(user, day_of(self.day)), "at": self.at}


def day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def rectify(now: dt.datetime) -> bool:
    """Take the steps of the demonstration, where none has been taken yet. Whether it did."""
    contract = contract_for(COUNCIL, CONTRACT, EVERY_COUNCIL)
    if Rectification.objects.filter(framework_id=contract.id).exists():
        return False
    took = False
    for last, story in STORIES:
        if day_of(last) <= timezone.localtime(now).date():
            with transaction.atomic():
                story(contract)
            took = True
    return took


def _notice(contract: ContractInfo, teller: Teller, ref: str, period: str, plan_due: str, note: str) -> Rectification:
    return give_notice(
        contract=contract, ref=ref, period=parse_period(period), plan_due=day_of(plan_due), note=note, **teller.told
    )


def _action(record: Rectification, teller: Teller, what: str, owner: str, due: str) -> PlanAction:
    person = User.objects.get(username=owner)
    return add_action(rectification=record, what=what, owner=person, due=day_of(due), **teller.told)


def _agree(record: Rectification, day: str, review_on: str, note: str) -> None:
    told = Teller("petra", day).told
    agree_plan(rectification=record, version=record.version, review_on=day_of(review_on), note=note, **told)


def _done(action: PlanAction, teller: Teller, note: str) -> None:
    report_done(action=action, version=1, done_on=day_of(teller.day), note=note, **teller.told)


def _review(record: Rectification, day: str, review_on: str, note: str) -> None:
    told = Teller("petra", day).told
    review(rectification=record, version=record.version, note=note, review_on=day_of(review_on), **told)


def _visits(contract: ContractInfo) -> None:
    """Visits failed in April and recovered: closed in August, before they relapsed."""
    record = _notice(
        contract,
        Teller("petra", "2026-05-18"),
        "KPI-SC5",
        "2026-04",
        "2026-06-01",
        "Given at the meeting in May.",
    )
    days = _action(record, Teller("alice", "2026-05-22"), "Two protected visiting days a week in every team.", "alice",
                   "2026-06-12")  # fmt: skip
    lists = _action(record, Teller("bob", "2026-05-26"), "A daily list of visits due for each worker.", "bob",
                    "2026-06-30")  # fmt: skip
    _agree(record, "2026-06-01", "2026-06-22", "Agreed as the company proposed it.")
    _done(days, Teller("alice", "2026-06-10"), "All six teams have set their days.")
    _review(record, "2026-06-22", "2026-07-20", "May is inside the band again. The lists are still being tried.")
    _done(lists, Teller("bob", "2026-07-07"), "A week late: the case system had to be changed first.")
    _review(record, "2026-07-20", "2026-08-24", "Both actions are done. One more month is watched.")
    told = Teller("petra", "2026-08-24").told
    close(rectification=record, version=record.version, note="Inside the band for three months to July.", **told)


def _families(contract: ContractInfo) -> None:
    """Early help failed in two quarters to March and has been inside for two since: closed."""
    record = _notice(
        contract, Teller("petra", "2026-04-20"), "KPI-EH1", "2025/26 Q4", "2026-05-01", "Given at the meeting in April."
    )
    worker = _action(record, Teller("bob", "2026-04-24"), "Each family keeps one worker.", "bob", "2026-05-29")
    _agree(record, "2026-04-30", "2026-07-20", "Agreed as the company proposed it.")
    _done(worker, Teller("bob", "2026-05-28"), "In force in every team.")
    _review(record, "2026-07-20", "2026-10-19", "The first quarter is inside. The second is waited for.")
    told = Teller("petra", "2026-10-19").told
    close(rectification=record, version=record.version, note="Inside the band for two quarters.", **told)


def _choices(contract: ContractInfo) -> None:
    """First choices failed in 2025/26: all is done, and the next offer day is waited for."""
    record = _notice(
        contract, Teller("petra", "2026-05-18"), "KPI-ED1", "2025/26", "2026-06-15", "Given at the meeting in May."
    )
    places = _action(record, Teller("bob", "2026-06-01"), "Sixty places more at the school in the south.", "bob",
                     "2026-09-04")  # fmt: skip
    early = _action(record, Teller("bob", "2026-06-01"), "Applications for 2027 invited a month earlier.", "bob",
                    "2026-09-30")  # fmt: skip
    _agree(record, "2026-06-15", "2026-10-19", "Agreed as the company proposed it.")
    _done(places, Teller("bob", "2026-09-03"), "The new building opened with the school year.")
    _done(early, Teller("bob", "2026-09-21"), "The letters went out.")
    _review(record, "2026-10-19", "2027-04-19", "Both actions are done: what they brought shows on the next offer day.")


def _referrals(contract: ContractInfo) -> None:
    """Referrals failed in September: the plan is agreed, and one of its actions is overdue."""
    record = _notice(
        contract, Teller("petra", "2026-10-19"), "KPI-SC1", "2026-09", "2026-10-30",
        "Given at the monthly meeting in October, which is the Quarterly Review Board's.",
    )  # fmt: skip
    rota = _action(record, Teller("alice", "2026-10-21"), "A duty rota for every afternoon at the front door.", "alice",
                   "2026-10-31")  # fmt: skip
    posts = _action(record, Teller("alice", "2026-10-21"), "Fill the front door's last three posts.", "alice",
                    "2026-11-13")  # fmt: skip
    _action(record, Teller("bob", "2026-10-23"), "Train all new staff in decisions within a day.", "bob", "2026-12-18")
    _agree(record, "2026-10-28", "2026-11-30", "Agreed with the last date brought forward by a week.")
    _done(rota, Teller("alice", "2026-10-30"), "The rota began on 26 October.")
    told = Teller("alice", "2026-11-12").told
    report_progress(rectification=record, action=posts, note="Two of the three have accepted an offer.", **told)


def _assessments(contract: ContractInfo) -> None:
    """Assessments failed in September, with July missing: the plan is still being proposed."""
    record = _notice(
        contract, Teller("petra", "2026-10-19"), "KPI-SC2", "2026-09", "2026-11-30",
        "The figure of August is provisional: the notice stands for as long as the failure does.",
    )  # fmt: skip
    _action(record, Teller("alice", "2026-11-04"), "A weekly look at every assessment that nears its date.", "alice",
            "2026-12-11")  # fmt: skip


def _first_choices(contract: ContractInfo) -> None:
    """A risk of the year that goes on: notified, its mitigation agreed, not completed yet."""
    measure = Measure.objects.select_related("framework", "council").get(framework_id=contract.id, ref="KPI-ED1")
    mitigation = "Sixty more places open in the south, and late applicants are written to in December."
    risk = notify_risk(
        measure=measure, notified_on=day_of("2026-09-14"), mitigation=mitigation,
        risk="More families apply in the south of the town than its schools have places for.",
        **Teller("bob", "2026-09-14").told,
    )  # fmt: skip
    told = Teller("petra", "2026-10-05").told
    agree_mitigation(risk=risk, mitigation=mitigation, agreed_on=day_of("2026-10-05"), **told)


STORIES = (
    ("2026-08-24", _visits),
    ("2026-10-05", _first_choices),
    ("2026-10-19", _families),
    ("2026-10-19", _choices),
    ("2026-11-04", _assessments),
    ("2026-11-12", _referrals),
)
"""What is told, each with the last day that it knows of."""
