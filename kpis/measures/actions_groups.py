"""The groups that say which tables of the administration somebody may see and change. Whose rows, memberships say."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from kpis.models.people import Role

CHANGES = ("add", "change", "view")
KEEPS = ("add", "change", "delete", "view")
SET_UP: dict[str, tuple[str, ...]] = {
    "council": ("change", "view"),
    "service": KEEPS,
    "committee": KEEPS,
    "synonym": KEEPS,
    "framework": KEEPS,
    "outcome": KEEPS,
    "policyarea": KEEPS,
    "publishedheadline": KEEPS,
    "contract": KEEPS,
    "measure": KEEPS,
    "measurerule": KEEPS,
    "dimension": KEEPS,
    "category": KEEPS,
    "target": CHANGES,
    "baseline": CHANGES,
    "comparator": CHANGES,
    "reading": ("view",),
    "ownership": KEEPS,
    "meeting": KEEPS,
    "closureday": KEEPS,
    "closingevent": ("view",),
    "explanation": ("view",),
    "overrideproposal": ("view",),
    "report": ("view",),
    "publication": ("view",),
    "job": ("view",),
}
PEOPLE: dict[str, tuple[str, ...]] = {"user": CHANGES, "membership": KEEPS}
GROUPS: dict[str, tuple[Role, dict[str, tuple[str, ...]]]] = {
    "Performance officers": (Role.PERFORMANCE, SET_UP),
    "Council administrators": (Role.ADMINISTRATOR, SET_UP | PEOPLE),
}
"""For whom each group is, and what its people may do to which table."""


@transaction.atomic
def make_groups() -> list[str]:
    """Make the groups, or give those that are there the rights above; the names of the groups that were made."""
    made = []
    for name, (_, tables) in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(tables))
        made += [name] if is_new else []
    return made


def _permissions(tables: dict[str, tuple[str, ...]]) -> list[Permission]:
    names = [f"{verb}_{table}" for table, verbs in tables.items() for verb in verbs]
    return list(Permission.objects.filter(Q(content_type__app_label="kpis"), codename__in=names))
