"""The committees that a member sits on, and the address of start pages, which no council can be called by."""

from importlib import import_module

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

CHANGES = import_module("kpis.migrations.0010_council_changes")
OF_ANOTHER = {
    "blank": True,
    "db_constraint": False,
    "db_tablespace": "",
    "null": True,
    "on_delete": django.db.models.deletion.DO_NOTHING,
    "related_name": "+",
}
RESERVED = [
    "accessibility",
    "accounts",
    "admin",
    "api",
    "entry",
    "healthz",
    "home",
    "how-it-works",
    "media",
    "sign-off",
    "static",
]


def refuse_where_the_address_is_taken(apps, schema_editor):
    """Says what to do, before the database says no."""
    taken = apps.get_model("kpis", "Council").objects.filter(slug="home")
    for council in taken:
        raise ValueError(
            f'{council.name} has the address "home", under which start pages stand from this version on. Give the '
            "council another address with the version before, then migrate again."
        )


def drop_triggers(apps, schema_editor):
    """SQLite makes the table of councils anew, and refuses to while a trigger of another table reads it."""
    if schema_editor.connection.vendor == "sqlite":
        CHANGES.remove(apps, schema_editor)


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        CHANGES.make(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0011_search")]

    operations = [
        migrations.RunPython(refuse_where_the_address_is_taken, migrations.RunPython.noop),
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.RemoveConstraint(model_name="council", name="council_slug_not_reserved"),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", RESERVED), _negated=True), name="council_slug_not_reserved"
            ),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
        migrations.AddField(
            model_name="membership",
            name="committees",
            field=models.ManyToManyField(
                blank=True,
                help_text="Those that a member sits on, which she starts from. Blank: all of the council.",
                related_name="memberships",
                to="kpis.committee",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMembership_committees",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                ("committee", models.ForeignKey(to="kpis.committee", **OF_ANOTHER)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="kpis.historicalmembership",
                    ),
                ),
                ("membership", models.ForeignKey(to="kpis.membership", **OF_ANOTHER)),
            ],
            options={"verbose_name": "HistoricalMembership_committees"},
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
