"""The texts that a search goes through: made from the tables, again where their council has changed since.

Nothing has to tell the search of a write. The database counts each council's changes (``CouncilChange``); the number at
which its texts were made is kept beside them, and whoever searches first after a change makes them again. The number
is read before the tables are, so that a write in between makes them once more, and none is missed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from kpis.models import Measure, SearchedCouncil, SearchText, Synonym
from kpis.people import Viewer
from kpis.readings import sql
from kpis.search.rules import LONGEST_TEXT, Phrase, meant, phrases, reference, words

log = logging.getLogger(__name__)
BATCH = 500
PATIENCE = 2
"""Seconds for which a search waits to write; then it goes through what there is."""
LOCK = 7_201_312
"""Of PostgreSQL's advisory locks: one makes texts at a time."""


def opened(viewer: Viewer, council_id: int | None = None) -> str:
    """The condition, in SQL, for councils ``c`` that are open to the viewer, or for one of them."""
    which = "" if council_id is None else f" AND c.id = {int(council_id)}"
    if viewer.everything or viewer.every_council:
        return f"1 = 1{which}"
    own = ", ".join(str(int(each)) for each in sorted(viewer.councils)) or "NULL"
    return f"(c.visibility = 'public' OR c.id IN ({own})){which}"


class _Change(NamedTuple):
    council_id: int
    number: int


CHANGED = """
SELECT c.id, COALESCE(k.number, 0)
FROM kpis_council c
LEFT JOIN kpis_councilchange k ON k.council_id = c.id
LEFT JOIN kpis_searchedcouncil s ON s.council_id = c.id
WHERE (s.number IS NULL OR s.number <> COALESCE(k.number, 0)) AND {opened}
ORDER BY COALESCE(k.number, 0) - COALESCE(s.number, -1000000000) DESC, c.id
LIMIT {most}
"""
"""Those without texts first, then those furthest behind."""
MOST_MADE = 100
"""Councils whose texts one search makes: a second or two of work. The next ones make the others."""


def refresh(viewer: Viewer, council_id: int | None = None) -> int:
    """Make the texts of the councils open to the viewer (or of one) that have changed, of at most a hundred: one
    statement where none has, else a fixed number. How many councils it was; 0 where the database cannot be written to
    at the moment."""
    wanted = CHANGED.format(opened=opened(viewer, council_id), most=MOST_MADE)
    if not sql.rows(_Change, wanted, {}):
        return 0
    try:
        with _short_of_patience(), transaction.atomic():
            _wait_for_others()
            changes = sql.rows(_Change, wanted, {})
            _make(changes)
    except DatabaseError:
        log.warning("The search goes through texts that are behind: they could not be made again", exc_info=True)
        return 0
    return len(changes)


@contextmanager
def _short_of_patience() -> Iterator[None]:
    """Wait no longer for SQLite's one writer than somebody who reads will wait."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _wait_for_others() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _make(changes: Collection[_Change]) -> None:
    councils = [each.council_id for each in changes]
    texts = {each.measure_id: each for each in _texts(councils)}
    there = {each.measure_id: each for each in SearchText.objects.filter(council_id__in=councils)}
    gone = sorted(set(there) - set(texts))
    for place in range(0, len(gone), BATCH):
        SearchText.objects.filter(pk__in=gone[place : place + BATCH]).delete()
    changed = [each for key, each in sorted(texts.items()) if key not in there or _parts(each) != _parts(there[key])]
    SearchText.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["measure_id"],
        update_fields=["council_id", "title", "names", "definition"],
    )  # fmt: skip
    SearchedCouncil.objects.bulk_create(
        [SearchedCouncil(council_id=each.council_id, number=each.number) for each in changes],
        batch_size=BATCH, update_conflicts=True, unique_fields=["council_id"], update_fields=["number"],
    )  # fmt: skip


def _parts(text: SearchText) -> tuple[int, str, str, str]:
    return text.council_id, text.title, text.names, text.definition


NAMES = ("outcome__name", "policy_area__name", "service__name", "framework__name")


def _texts(councils: Collection[int]) -> Iterator[SearchText]:
    """Three statements, however many measures there are."""
    groups, committees = _synonyms(councils), _committees(councils)
    rows = Measure.objects.filter(council_id__in=councils).order_by()
    for key, council, ref, title, definition, *named in rows.values_list(
        "pk", "council_id", "ref", "title", "definition", *NAMES
    ):
        name, told = [*reference(ref), *words(title)], words(definition)
        others = words(" | ".join([each for each in named if each] + committees[key]))
        also = meant([*name, "|", *others, "|", *told], groups[council])
        yield SearchText(key, council, " ".join(name), " ".join([*others, *also]), " ".join(told)[:LONGEST_TEXT])


def _synonyms(councils: Collection[int]) -> dict[int, list[list[Phrase]]]:
    found: dict[int, list[list[Phrase]]] = defaultdict(list)
    for council, stated in Synonym.objects.filter(council_id__in=councils).values_list("council_id", "words"):
        found[council].append(phrases(stated))
    return found


def _committees(councils: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Measure.objects.filter(council_id__in=councils, committees__isnull=False).order_by("committees__name")
    for key, name in rows.values_list("pk", "committees__name"):
        found[key].append(name)
    return found
