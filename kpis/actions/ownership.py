"""Who enters a measure's figures: handed over from a day on, with the history kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from kpis.actions.figures import Refused
from kpis.models import Measure, Membership, Ownership, User
from kpis.models.people import Role
from kpis.permissions import Person, check_performance

ONE_DAY = dt.timedelta(days=1)


def hand_over(
    *, measures: Sequence[Measure], from_user: User, to_user: User, on: dt.date, deputy: bool, by: Person
) -> list[Ownership]:
    """Give measures to another officer from a day on; with ``deputy`` the first keeps them and the other stands in."""
    for measure in measures:
        check_performance(by, measure.council)
        _check_officer(to_user, measure, on)
    with transaction.atomic():
        if not deputy:
            for held in Ownership.objects.filter(measure__in=measures, user=from_user, is_deputy=False).on(on):
                held.until = on - ONE_DAY
                held.save()
        return [
            Ownership.objects.create(measure=measure, user=to_user, is_deputy=deputy, from_date=on)
            for measure in measures
            if not Ownership.objects.filter(measure=measure, user=to_user, is_deputy=deputy).on(on).exists()
        ]


def _check_officer(user: User, measure: Measure, on: dt.date) -> None:
    held = Membership.objects.filter(
        user=user, council_id=measure.council_id, role__in=(Role.OFFICER, Role.HEAD_OF_SERVICE)
    )
    services = set(held.on(on).values_list("service_id", flat=True))
    if None not in services and measure.service_id not in services:
        raise Refused(f"{user} is no officer of {measure.service or 'the service'}: give them that membership first.")
