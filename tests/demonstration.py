"""The demonstration's three councils and its people, loaded once for a folder of tests."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from kpis.demo.loading import load_councils, make_people
from kpis.demo.promises import promise
from kpis.demo.rectification import rectify
from kpis.measures.actions_groups import make_groups
from tests.kept import kept

PASSWORD = "a long pass phrase"
NOTICE = "Rebuilt from published papers as a demonstration; not the council's website"
HEADLINE = "4 of 21 measures are red. 17 have no colour."
OPENING = (
    "Of 21 measures, 4 were judged for 2018/19: 4 red. 17 were not: 13 without a target (the paper said of 4 of them "
    "that the target was met, of 3 of them that it was missed); 4 awaiting data."
)
LOADED = timezone.make_aware(dt.datetime(2026, 11, 20, 12))


def load() -> None:
    make_groups()
    _load_councils()
    make_people(PASSWORD)
    rectify(LOADED)
    promise(LOADED)


@kept
def _load_councils() -> None:
    load_councils(LOADED)


def loaded_until_rolled_back(setup: None, blocker: Any) -> Iterator[None]:
    """For a fixture of a folder of tests: the demonstration in a transaction that ends, without a trace, with it."""
    with blocker.unblock(), transaction.atomic():
        load()
        blocker.block()
        yield
        blocker.restore()
        transaction.set_rollback(True)
