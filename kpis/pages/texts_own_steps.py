"""The actions of rectification plans that somebody has still to do, as their due list shows them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.urls import reverse

from kpis.contracts.queries_terms import services_by_contract
from kpis.domain.periods import date_text
from kpis.people import Person, check_sees_contract, may
from kpis.presenters import Look
from kpis.rectification.queries import OwnStep, own_steps
from kpis.rectification.views_texts import WHOLE, look


class StepDue(NamedTuple):
    """An action of a plan on the due list of its owner."""

    what: str
    url: str
    about: str
    ref: str
    due: str
    look: Look | None


def own_steps_of(person: Person, today: dt.date) -> list[StepDue]:
    """What the person has still to do, overdue first, of the contracts that they work on: two statements, or one."""
    found = own_steps(person.user_id, today)
    services = services_by_contract({each.framework_id for each in found}) if found else {}
    return [
        _due(each)
        for each in found
        if may(check_sees_contract, person, each.council_id, services.get(each.framework_id, frozenset()))
    ]


def _due(own: OwnStep) -> StepDue:
    address = reverse("rectification", args=(own.council, own.framework, own.rectification_id))
    return StepDue(
        what=own.step.what,
        url=f"{address}#action-{own.step.number}",
        about=own.title or f"{WHOLE}: {own.contract}",
        ref=own.ref,
        due=date_text(own.step.due),
        look=look(own.step.status),
    )
