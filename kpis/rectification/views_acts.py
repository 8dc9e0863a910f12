"""What can be done on a rectification's page: who may, in which state, with which form, and what is then said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from kpis.contracts.queries_terms import ContractInfo
from kpis.models import Council, PlanAction, Rectification, User
from kpis.people import Person, check_performance, check_plans, check_reports_done, check_works_on_contract
from kpis.rectification import actions as contracts
from kpis.rectification import actions_plans as contract_plans
from kpis.rectification.actions_steps import ENDED, OPEN, State
from kpis.rectification.forms import ActionForm, AgreeForm, ChangeForm, DoneForm, ProgressForm, ReviewForm, SayForm
from kpis.rectification.queries import DueAction, Record
from kpis.refusals import Denied


class RectificationRequest(NamedTuple):
    """A rectification of a contract, who asks for it, and the people who may own an action. ``has_cause``: its failure
    stands."""

    contract: ContractInfo
    row: Rectification
    record: Record
    person: Person
    people: list[User]
    has_cause: bool = True

    def step(self, text: str) -> DueAction | None:
        return next((each for each in self.record.steps if str(each.id) == text), None)

    def action(self, step: DueAction) -> PlanAction:
        """The row of an action, with this rectification as its own."""
        found = PlanAction.objects.select_related("owner").get(pk=step.id)
        found.rectification = self.row
        return found


class Sent(NamedTuple):
    """What was sent: by which form, about which action, and which version of it the person had before them."""

    given: dict[str, Any]
    version: int
    step: DueAction | None


class Act(NamedTuple):
    """``check`` raises Denied; ``fits`` says whether an action is one that it can be done with (None: it is done with
    the rectification itself)."""

    check: Callable[[RectificationRequest, DueAction | None], None]
    states: Collection[str]
    form: Callable[[RectificationRequest, str, Any, DueAction | None], Form]
    run: Callable[[RectificationRequest, Sent], object]
    said: str
    fits: Callable[[DueAction], bool] | None = None

    def may(self, asked: RectificationRequest, step: DueAction | None) -> bool:
        """Whether it is offered: to whom it is open, in the state that the record and the action are in."""
        if asked.record.state not in self.states or (step and self.fits and not self.fits(step)):
            return False
        try:
            self.check(asked, step)
        except Denied:
            return False
        return True


def _commissions(asked: RectificationRequest, step: DueAction | None) -> None:
    check_performance(asked.person, Council(pk=asked.contract.council.id))


def _works(asked: RectificationRequest, step: DueAction | None) -> None:
    check_works_on_contract(asked.person, asked.contract.council.id, asked.contract.services)


def _plans(asked: RectificationRequest, step: DueAction | None) -> None:
    check_plans(asked.person, asked.contract.council.id, asked.contract.services, asked.record.state != State.NOTICE)


def _does(asked: RectificationRequest, step: DueAction | None) -> None:
    owner = step.owner_id if step else 0
    check_reports_done(asked.person, asked.contract.council.id, asked.contract.services, owner)


def _say(label: str, missing: str) -> Callable[[RectificationRequest, str, Any, DueAction | None], Form]:
    return lambda asked, name, data, step: SayForm(name, data, label, missing)


def _told(asked: RectificationRequest) -> dict[str, Any]:
    return {"by": asked.person, "at": timezone.now()}


def _of_record(asked: RectificationRequest, sent: Sent) -> dict[str, Any]:
    return {"rectification": asked.row, "version": sent.version, **_told(asked)}


def _of_action(asked: RectificationRequest, sent: Sent) -> dict[str, Any]:
    assert sent.step is not None
    return {"action": asked.action(sent.step), "version": sent.version, **_told(asked)}


def _placed(asked: RectificationRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What an action says, with its owner as a person."""
    owner = next(each for each in asked.people if each.pk == given["owner"])
    return {"what": given["what"], "owner": owner, "due": given["due"]}


def _add(asked: RectificationRequest, sent: Sent) -> object:
    return contract_plans.add_action(rectification=asked.row, **_placed(asked, sent.given), **_told(asked))


def _change(asked: RectificationRequest, sent: Sent) -> object:
    reason = sent.given["reason"]
    return contract_plans.change_action(**_of_action(asked, sent), **_placed(asked, sent.given), reason=reason)


def _drop(asked: RectificationRequest, sent: Sent) -> object:
    return contract_plans.drop_action(**_of_action(asked, sent), reason=sent.given["note"])


def _done(asked: RectificationRequest, sent: Sent) -> object:
    return contract_plans.report_done(**_of_action(asked, sent), **sent.given)


def _take_back(asked: RectificationRequest, sent: Sent) -> object:
    return contract_plans.take_back_done(**_of_action(asked, sent), reason=sent.given["note"])


def _progress(asked: RectificationRequest, sent: Sent) -> object:
    step = asked.step(sent.given["action"])
    action = asked.action(step) if step else None
    return contracts.report_progress(rectification=asked.row, action=action, note=sent.given["note"], **_told(asked))


def _agree(asked: RectificationRequest, sent: Sent) -> object:
    return contracts.agree_plan(**_of_record(asked, sent), **sent.given)


def _review(asked: RectificationRequest, sent: Sent) -> object:
    return contracts.review(**_of_record(asked, sent), **sent.given)


def _close(asked: RectificationRequest, sent: Sent) -> object:
    return contracts.close(**_of_record(asked, sent), note=sent.given["note"])


def _escalate(asked: RectificationRequest, sent: Sent) -> object:
    return contracts.escalate(**_of_record(asked, sent), note=sent.given["note"])


def _reopen(asked: RectificationRequest, sent: Sent) -> object:
    return contracts.reopen(**_of_record(asked, sent), reason=sent.given["note"])


def _action_form(asked: RectificationRequest, name: str, data: Any, step: DueAction | None) -> Form:
    return ActionForm(name, data, asked.people)


def _change_form(asked: RectificationRequest, name: str, data: Any, step: DueAction | None) -> Form:
    initial = {"what": step.what, "owner": step.owner_id, "due": step.due} if step else {}
    return ChangeForm(name, data, asked.people, initial=initial)


def _progress_form(asked: RectificationRequest, name: str, data: Any, step: DueAction | None) -> Form:
    listed = [(str(each.id), f"Action {each.number}") for each in asked.record.standing]
    return ProgressForm(name, data, listed)


def _is_open(step: DueAction) -> bool:
    return step.is_open


def _is_done(step: DueAction) -> bool:
    return step.done_on is not None


ACTS: dict[str, Act] = {
    "add": Act(_plans, OPEN, _action_form, _add, "The action is added."),
    "change": Act(_plans, OPEN, _change_form, _change, "The action is changed.", _is_open),
    "drop": Act(
        _plans, OPEN, _say("Why it is dropped", "Say why it is dropped: the record keeps it."), _drop,
        "The action is dropped.", _is_open,
    ),
    "done": Act(
        _does, (State.PLAN,), lambda asked, name, data, step: DoneForm(name, data), _done,
        "The action is reported as done.", _is_open,
    ),
    "not_done": Act(
        _commissions, OPEN, _say("Why it is not done", "Say why it is not done: the record keeps it."), _take_back,
        "The action is open again.", _is_done,
    ),
    "progress": Act(_works, OPEN, _progress_form, _progress, "Progress is noted."),
    "agree": Act(
        _commissions, (State.NOTICE,), lambda asked, name, data, step: AgreeForm(name, data), _agree,
        "The action plan is agreed.",
    ),
    "review": Act(
        _commissions, OPEN, lambda asked, name, data, step: ReviewForm(name, data), _review, "The review is noted."
    ),
    "close": Act(
        _commissions, OPEN, _say("Why it is closed", "Say why it is closed: the record keeps it."), _close,
        "The rectification is closed.",
    ),
    "escalate": Act(
        _commissions, OPEN,
        _say("Why it is escalated, and to whom", "Say why it is escalated, and to whom: the record keeps it."),
        _escalate, "The rectification is escalated.",
    ),
    "reopen": Act(
        _commissions, ENDED, _say("Why it is reopened", "Say why it is reopened: the record keeps it."), _reopen,
        "The rectification is open again.",
    ),
}  # fmt: skip
"""Everything that can be done, by the name that its button sends."""


def name_of_form(do: str, step: DueAction | None) -> str:
    return f"{do}{step.id}" if step else do


def offered(asked: RectificationRequest, sent: QueryDict | None = None, name: str = "") -> dict[str, Form]:
    """The forms of what the person may do now, by name; the one that was sent with what was typed."""
    found = {}
    for do, act in ACTS.items():
        for step in asked.record.steps if act.fits else (None,):
            own = name_of_form(do, step)
            if act.may(asked, step):
                found[own] = act.form(asked, own, sent if own == name else None, step)
    if asked.record.state == State.NOTICE and asked.has_cause:
        found.pop("close", None)
    return found
