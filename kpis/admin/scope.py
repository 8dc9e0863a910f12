"""Whose rows somebody sees in the administration. Memberships say which councils; Django's permissions, which tables.

A superuser sees all. Others see the councils for which they hold, today, the role performance or administrator for
the whole council; people and memberships only as administrators, for whoever hands out roles can take any of them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.utils import timezone

from kpis import models
from kpis.models.people import Role

SET_UP_ROLES = (Role.PERFORMANCE, Role.ADMINISTRATOR)
PEOPLE_ROLES = (Role.ADMINISTRATOR,)

COUNCIL_OF: dict[type[Model], str] = {
    models.Council: "pk",
    models.Service: "council",
    models.Committee: "council",
    models.Synonym: "council",
    models.Framework: "council",
    models.Outcome: "framework__council",
    models.PolicyArea: "framework__council",
    models.PublishedHeadline: "framework__council",
    models.Contract: "framework__council",
    models.Measure: "council",
    models.MeasureRule: "measure__council",
    models.Dimension: "measure__council",
    models.Category: "dimension__measure__council",
    models.Target: "measure__council",
    models.Baseline: "measure__council",
    models.Comparator: "measure__council",
    models.Reading: "council",
    models.ReadingVersion: "reading__council",
    models.Judgement: "version__reading__council",
    models.Membership: "council",
    models.Ownership: "measure__council",
    models.Meeting: "committee__council",
    models.ClosureDay: "council",
    models.ClosingEvent: "council",
    models.Explanation: "reading__council",
    models.OverrideProposal: "version__reading__council",
    models.Report: "council",
    models.Publication: "report__council",
    models.Job: "council",
}
"""The way from a table's row to its council. A table that is not listed is for superusers only."""

PEOPLE = (models.User, models.Membership)


def councils_of(user: models.User | AnonymousUser, roles: tuple[Role, ...] = SET_UP_ROLES) -> frozenset[int]:
    """The ids of the councils that somebody sets up today: one statement for each user object, which is one request."""
    if not isinstance(user, models.User) or not user.is_active:
        return frozenset()
    known: dict[tuple[Role, ...], frozenset[int]] = user.__dict__.setdefault("_councils_set_up", {})
    if roles not in known:
        held = models.Membership.objects.filter(user=user, service=None, role__in=roles).on(timezone.localdate())
        known[roles] = frozenset(held.values_list("council_id", flat=True))
    return known[roles]


def in_scope(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of the councils that somebody sets up; all of them for a superuser."""
    if user.is_active and user.is_superuser:
        return rows
    councils = councils_of(user, PEOPLE_ROLES if rows.model in PEOPLE else SET_UP_ROLES)
    if rows.model is models.User:
        return rows.filter(pk__in=models.Membership.objects.filter(council__in=councils).values("user"))
    way = COUNCIL_OF.get(rows.model)
    return rows.filter(**{f"{way}__in": councils}) if way else rows.none()
