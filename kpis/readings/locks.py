"""The one lock that a step takes before it looks at anything; what it decides by is read after it.

Everybody takes rows in one order, so that no two wait for each other: a council, which stands for its periods; its
measures, each with its rules, targets and owners; figures; then whatever else the step is about. Rows of one table go
by their keys. SQLite has one writer at a time, and a transaction begins by waiting for that turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Model

from kpis.models import Council, Measure

TOGETHER = {
    Council: "SELECT 1 FROM kpis_council WHERE id = ANY(%s) ORDER BY id FOR SHARE",
    Measure: "SELECT 1 FROM kpis_measure WHERE id = ANY(%s) ORDER BY id FOR SHARE",
}
"""What several steps rest on together."""


def hold(model: type[Model], keys: Iterable[int], *, together: bool = False) -> None:
    """Keep rows as they are until the transaction ends: ``together`` with others who rest on them, or alone.

    ``keys`` are only looked at where there is something to hold.
    """
    assert connection.in_atomic_block, "a lock ends with its transaction"
    if connection.vendor != "postgresql":
        return
    wanted = sorted(set(keys))
    if wanted and together:
        with connection.cursor() as cursor:
            cursor.execute(TOGETHER[model], [wanted])
    elif wanted:
        # Rows that refer to a held one are inserted all the while, which asks for no more than FOR KEY SHARE.
        rows = model._default_manager.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk"))


def hold_measures(measures: Collection[Measure]) -> None:
    """Keep what is set for measures (rules, targets, owners) as it is: nobody writes a figure of theirs meanwhile."""
    hold(Council, (each.council_id for each in measures), together=True)
    hold(Measure, (each.pk for each in measures))
