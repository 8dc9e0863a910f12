"""An import at the same moment as another, or as somebody at work: the second sees what the first left, or is told."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kpis.domain.period_text import parse_period
from kpis.domain.words import Target
from kpis.interchange.jobs import load
from kpis.measures.actions import set_target
from kpis.models import Measure, ReadingVersion, User
from tests.admin.pages import address, errors, filled
from tests.at_once import meanwhile
from tests.interchange.helpers import LATER, add, bring, write
from tests.stored import signed_in

TOLD = "smallshire: somebody else changed the same rows at the same moment: nothing was written; run the import again"

pytestmark = pytest.mark.django_db(transaction=True)


def brought(folder: Path, now: dt.datetime = LATER) -> Any:
    return load([folder], now=now)


def test_of_two_who_make_a_council_the_second_is_told(tmp_path):
    small = write(tmp_path / "smallshire")
    told = meanwhile(lambda: brought(small), lambda: brought(small))
    if connection.vendor == "postgresql":
        # The other one had looked before there was a council that it could have waited for.
        assert str(told.problems[0]) == TOLD
    else:
        assert str(told.tables["readings"]) == "0 created, 0 changed, 3 unchanged"
    assert ReadingVersion.objects.filter(superseded_at=None).count() == ReadingVersion.objects.count() == 3


def test_the_second_import_finds_done_what_the_first_one_did(tmp_path):
    small = write(tmp_path / "smallshire")
    bring(small)
    add(small, "readings", "ref,period,value", "C1,2018/19,655")
    told = meanwhile(lambda: brought(small), lambda: brought(small))
    assert str(told.tables["readings"]) == "0 created, 0 changed, 1 unchanged"
    assert ReadingVersion.objects.filter(superseded_at=None).count() == 3
    assert ReadingVersion.objects.count() == 4


def test_an_import_goes_on_from_the_target_that_is_set_meanwhile(tmp_path):
    small = write(tmp_path / "smallshire")
    bring(small)
    add(small, "targets", "ref,period,target,reason", "C1,2018/19,570,Agreed")
    measure = Measure.objects.get(ref="C1")
    stated = Target(value=Decimal(575), period=parse_period("2018/19"))
    told = meanwhile(
        lambda: set_target(measure=measure, target=stated, by=None, reason="So", at=LATER), lambda: brought(small)
    )
    assert str(told.tables["targets"]) == "0 created, 1 changed, 0 unchanged"
    assert [each.value for each in measure.targets.order_by("number")] == [580, 575, 570]


def test_an_import_leaves_what_is_changed_in_the_set_up_meanwhile(tmp_path):
    small = write(tmp_path / "smallshire")
    bring(small)
    for name in ("readings", "targets", "committees", "frameworks"):
        (small / f"{name}.csv").unlink()
    header, row = "ref,title,framework,unit,polarity,frequency,definition", "C1,Children,plan,count,lower,quarterly,{}"
    add(small, "measures", header, row.format("All of them"))
    measure = Measure.objects.get(ref="C1")
    root, path = signed_in(User.objects.create_superuser("root")), address("measure", "change", measure)
    opened = filled(root, path)
    soon = timezone.now() + dt.timedelta(minutes=1)
    meanwhile(lambda: root.post(path, {**opened, "portfolio_holder": "Cllr Ash"}), lambda: brought(small, soon))
    measure.refresh_from_db()
    assert (measure.portfolio_holder, measure.definition) == ("Cllr Ash", "All of them")
    add(small, "measures", header, row.format("Most of them"))
    opened = filled(root, path)
    told = meanwhile(lambda: brought(small, soon), lambda: root.post(path, {**opened, "portfolio_holder": "Cllr Elm"}))
    assert "Definition: Most of them" in errors(told)[0]
