"""Every write to a council raises its counter, in the same transaction, whoever writes."""

import importlib

import pytest
from django.db import connection, transaction
from model_bakery import baker

from kpis import models
from kpis.admin.scope import COUNCIL_OF
from kpis.bench.data import make_council
from kpis.models import Council, CouncilChange

TRIGGERS = importlib.import_module("kpis.migrations.0010_council_changes")
COUNTED = TRIGGERS.COUNCIL_OF | importlib.import_module("kpis.migrations.0011_search").COUNCIL_OF
NO_PAGE = {
    models.Membership: "who may see a page, and which committees are hers, is asked each time",
    models.Ownership: "names of owners stand on no page that is kept",
    models.Job: "the page of a job is never kept",
    models.Report: "a draft is on no page that is kept",
    models.Reading: "nothing is shown of a reading but its versions",
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def council():
    return make_council("here", 5)


def number(council):
    return CouncilChange.objects.filter(pk=council.pk).values_list("number", flat=True).first() or 0


def test_every_table_of_a_council_is_watched_or_said_not_to_be():
    tables = {model._meta.db_table for model in COUNCIL_OF if model not in NO_PAGE}
    watched = (model for model in COUNCIL_OF if model not in NO_PAGE)
    tables |= {field.remote_field.through._meta.db_table for model in watched for field in model._meta.many_to_many}
    assert tables <= set(COUNTED)


def test_the_database_has_every_trigger():
    """A migration that rebuilds a table on SQLite loses its triggers, and has to make them again."""
    wanted = {f"{table}_changed" for table in (*COUNTED, TRIGGERS.EVERYBODY)}
    named = "SELECT tgname FROM pg_trigger WHERE tgconstraint <> 0"
    if connection.vendor == "sqlite":
        wanted = {each.replace("_changed", f"_{what}_changed") for each in wanted for what in TRIGGERS.ROWS}
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(named)
        assert wanted <= {name for (name,) in cursor.fetchall()}


def test_its_tables_name_the_council_by_columns_that_there_are():
    with connection.cursor() as cursor:
        for table, council in COUNTED.items():
            cursor.execute(f"SELECT ({council.format(row='x')}) FROM {table} x")


def touch(model, council):
    """A write to a row of a table that belongs to the council; False where it has none."""
    row = model._default_manager.filter(**{COUNCIL_OF[model]: council.pk}).first()
    if row is None:
        return False
    model._default_manager.filter(pk=row.pk).update(**{model._meta.pk.name: row.pk})
    return True


def test_a_write_to_a_row_is_counted_for_its_council_alone(council):
    other = number(make_council("elsewhere", 5))
    counted = []
    for model in (each for each in COUNCIL_OF if each not in NO_PAGE):
        before = number(council)
        if touch(model, council):
            counted.append(model)
            assert number(council) > before, model
    assert {models.Council, models.Measure, models.MeasureRule, models.ReadingVersion, models.Target} <= {*counted}
    assert number(Council.objects.get(slug="elsewhere")) == other


def test_rows_that_come_and_go_are_counted(council):
    seen = [number(council)]
    committee = baker.make(models.Committee, council=council, name="Panel two", slug="panel-two")
    seen.append(number(council))
    measure = council.measures.first()
    measure.committees.add(committee)
    seen.append(number(council))
    committee.delete()
    seen.append(number(council))
    assert seen == sorted(set(seen))


def test_what_is_rolled_back_is_not_counted(council):
    before = number(council)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Council.objects.filter(pk=council.pk).update(notice="Never")
        raise ZeroDivisionError
    assert number(council) == before


def test_a_bank_holiday_is_every_councils(council):
    elsewhere = make_council("elsewhere", 5)
    before = number(council), number(elsewhere)
    baker.make(models.BankHoliday, date="2031-05-05")
    assert number(council) > before[0] and number(elsewhere) > before[1]
