"""The texts that a search goes through, which each database indexes by itself, and words that mean the same.

PostgreSQL has a generated column of lexemes with an index; SQLite a table of FTS5 over the same texts, kept by triggers.
Both take English stems. Whoever searches first makes the texts (kpis/search/queries_index.py), so none are made here.
"""

from importlib import import_module

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

CHANGES = import_module("kpis.migrations.0010_council_changes")
COUNCIL_OF = {"kpis_synonym": CHANGES.OWN}
"""Tables whose writes are counted as changes of their council, besides those of migration 0010."""

POSTGRESQL = (
    """
ALTER TABLE kpis_searchtext ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', names), 'B')
    || setweight(to_tsvector('english', definition), 'D')) STORED
""",
    "CREATE INDEX searchtext_words ON kpis_searchtext USING gin (words)",
)
NEW = (
    "INSERT INTO kpis_searchwords (rowid, title, names, definition) "
    "VALUES (NEW.measure_id, NEW.title, NEW.names, NEW.definition)"
)
OLD = (
    "INSERT INTO kpis_searchwords (kpis_searchwords, rowid, title, names, definition) "
    "VALUES ('delete', OLD.measure_id, OLD.title, OLD.names, OLD.definition)"
)
SQLITE = (
    """
CREATE VIRTUAL TABLE kpis_searchwords USING fts5(
    title, names, definition, content='kpis_searchtext', content_rowid='measure_id',
    tokenize='porter unicode61 remove_diacritics 2')
""",
    f"CREATE TRIGGER kpis_searchtext_made AFTER INSERT ON kpis_searchtext BEGIN {NEW}; END",
    f"CREATE TRIGGER kpis_searchtext_gone AFTER DELETE ON kpis_searchtext BEGIN {OLD}; END",
    f"CREATE TRIGGER kpis_searchtext_made_again AFTER UPDATE ON kpis_searchtext BEGIN {OLD}; {NEW}; END",
)


def index(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if on_postgresql else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """The rest goes with its table."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE kpis_searchwords")


def count(apps, schema_editor):
    for table, council in COUNCIL_OF.items():
        if schema_editor.connection.vendor == "postgresql":
            old, new = council.format(row="OLD"), council.format(row="NEW")
            schema_editor.execute(CHANGES.FUNCTION.format(table=table, new=new, old=old))
            schema_editor.execute(CHANGES.TRIGGER.format(table=table))
        else:
            for operation, rows in CHANGES.ROWS.items():
                raised = [CHANGES.RAISE.format(council=CHANGES._aliased(council, row)) for row in rows]
                CHANGES._trigger_sqlite(schema_editor, table, operation, raised)


def count_no_more(apps, schema_editor):
    for table in COUNCIL_OF if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(f"DROP TRIGGER {table}_changed ON {table}")
        schema_editor.execute(f"DROP FUNCTION {table}_changed()")


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0010_council_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchedCouncil",
            fields=[
                ("council_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("measure_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("council_id", models.BigIntegerField(db_index=True)),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("definition", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalSynonym",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text='At least two, separated by commas: "bins, household waste, rubbish".', max_length=300
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "council",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kpis.council",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical words that mean the same",
                "verbose_name_plural": "historical words that mean the same",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text='At least two, separated by commas: "bins, household waste, rubbish".', max_length=300
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="synonyms", to="kpis.council"
                    ),
                ),
            ],
            options={
                "verbose_name": "words that mean the same",
                "verbose_name_plural": "words that mean the same",
                "ordering": ["council", "words"],
                "constraints": [models.UniqueConstraint(fields=("council", "words"), name="synonym_words_in_council")],
            },
        ),
        migrations.RunPython(index, drop_index),
        migrations.RunPython(count, count_no_more),
    ]
