"""Who enters a measure's figures: handed over from a day on, with the history kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from kpis.models import Measure, Membership, Ownership, User
from kpis.models.people import Role
from kpis.people import Person, check_performance, name_of
from kpis.readings.locks import hold_measures
from kpis.refusals import Refused

ONE_DAY = dt.timedelta(days=1)


def hand_over(
    *,
    measures: Sequence[Measure],
    from_user: User | None,
    to_user: User,
    on: dt.date,
    deputy: bool,
    by: Person,
    reason: str = "",
) -> list[Ownership]:
    """Give measures to another officer from a day on; with ``deputy`` the first keeps them and the other stands in.

    ``from_user`` None: measures that nobody owns. All of them or none. Raises Denied, and Refused where the other
    person is no officer of a measure's service, or somebody else handed one over meanwhile. What is so already is left
    as it is.
    """
    for measure in measures:
        check_performance(by, measure.council)
    with transaction.atomic():
        hold_measures(measures)
        _check_officer(to_user, measures, on)
        _check_owners(measures, from_user, to_user, on)
        if from_user is not None and not deputy:
            _end(measures, from_user, on, by, reason)
        given = [_give(measure, to_user, on, deputy, by, reason) for measure in measures]
    return [each for each in given if each is not None]


def _end(measures: Sequence[Measure], user: User, on: dt.date, by: Person, reason: str) -> None:
    """Ownerships end the day before; those that would only have begun later never begin."""
    held = Ownership.objects.filter(measure__in=measures, user=user, is_deputy=False)
    for ownership in held.filter(Q(until=None) | Q(until__gte=on)):
        _told(ownership, by, reason)
        if ownership.from_date is not None and ownership.from_date >= on:
            ownership.delete()
        else:
            ownership.until = on - ONE_DAY
            ownership.save()


def _give(measure: Measure, user: User, on: dt.date, deputy: bool, by: Person, reason: str) -> Ownership | None:
    held = Ownership.objects.filter(measure=measure, user=user)
    if any(deputy or not each.is_deputy for each in held.on(on) if each.until is None):
        return None
    ownership = held.filter(from_date=on).first() or Ownership(measure=measure, user=user, from_date=on)
    # Whoever owns the measure from that day already is not made a deputy of it.
    ownership.is_deputy = deputy and (ownership._state.adding or ownership.is_deputy)
    ownership.until = None
    _told(ownership, by, reason)
    ownership.save()
    return ownership


def _told(row: Ownership, by: Person, reason: str) -> None:
    """Who changes a row and why, for its history."""
    row._history_user = User(pk=by.user_id)  # type: ignore[attr-defined]
    row._change_reason = reason[:100]  # type: ignore[attr-defined]


def _check_officer(user: User, measures: Iterable[Measure], on: dt.date) -> None:
    """The person has to be an officer of every measure's service on the day: one statement."""
    held = Membership.objects.filter(user=user, role__in=(Role.OFFICER, Role.HEAD_OF_SERVICE)).on(on)
    places = set(held.values_list("council_id", "service_id")) if user.is_active else set()
    lacking = [each for each in measures if not {(each.council_id, None), (each.council_id, each.service_id)} & places]
    services = sorted({str(each.service or "the council") for each in lacking})
    if services:
        raise Refused(
            f"{user.get_full_name() or user} is no officer of {', '.join(services)}: give them that membership first."
        )


def _check_owners(measures: Sequence[Measure], from_user: User | None, to_user: User, on: dt.date) -> None:
    """Each is still of whom it is taken from, or nobody's; what the other person owns already stays: one statement."""
    held = Ownership.objects.filter(measure__in=measures, is_deputy=False).exclude(until__lt=on)
    owners: dict[int, list[User]] = defaultdict(list)
    for each in held.select_related("user"):
        owners[each.measure_id].append(each.user)
    for measure in measures:
        found = owners[measure.pk]
        is_as_seen = from_user in found if from_user else not found
        if not is_as_seen and to_user not in found:
            whose = " and ".join(name_of(each) for each in found) or "nobody"
            raise Refused(
                f"{measure.ref} is owned by {whose} now: somebody handed it over meanwhile. Open the page again."
            )
