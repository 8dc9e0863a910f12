"""A counter for each council, raised by the database itself in the transaction of every write to that council.

What is drawn is kept under it, so it must miss no writer: not the administration, not a command, not SQL by hand. On
PostgreSQL the triggers wait for the end of the transaction, so that nobody waits for the counter while holding a row
that another wants. SQLite has one writer at a time. A later migration that rebuilds one of these tables on SQLite loses
its triggers and must call `make` again; tests/test_council_changes.py fails until it does.
"""

from django.db import migrations, models

BY_MEASURE = "SELECT council_id FROM kpis_measure WHERE id = {row}.measure_id"
BY_READING = "SELECT council_id FROM kpis_reading WHERE id = {row}.reading_id"
BY_FRAMEWORK = "SELECT council_id FROM kpis_framework WHERE id = {row}.framework_id"
BY_VERSION = (
    "SELECT r.council_id FROM kpis_readingversion v JOIN kpis_reading r ON r.id = v.reading_id "
    "WHERE v.id = {row}.version_id"
)
OWN = "SELECT {row}.council_id"

COUNCIL_OF = {
    "kpis_council": "SELECT {row}.id",
    "kpis_service": OWN,
    "kpis_committee": OWN,
    "kpis_framework": OWN,
    "kpis_outcome": BY_FRAMEWORK,
    "kpis_policyarea": BY_FRAMEWORK,
    "kpis_publishedheadline": BY_FRAMEWORK,
    "kpis_contract": BY_FRAMEWORK,
    "kpis_contract_report_only": (
        "SELECT f.council_id FROM kpis_contract c JOIN kpis_framework f ON f.id = c.framework_id "
        "WHERE c.id = {row}.contract_id"
    ),
    "kpis_measure": OWN,
    "kpis_measure_committees": BY_MEASURE,
    "kpis_measurerule": BY_MEASURE,
    "kpis_dimension": BY_MEASURE,
    "kpis_category": (
        "SELECT m.council_id FROM kpis_dimension d JOIN kpis_measure m ON m.id = d.measure_id "
        "WHERE d.id = {row}.dimension_id"
    ),
    "kpis_target": BY_MEASURE,
    "kpis_baseline": BY_MEASURE,
    "kpis_comparator": BY_MEASURE,
    "kpis_readingversion": BY_READING,
    "kpis_judgement": BY_VERSION,
    "kpis_explanation": BY_READING,
    "kpis_overrideproposal": BY_VERSION,
    "kpis_closingevent": OWN,
    "kpis_closureday": OWN,
    "kpis_meeting": "SELECT council_id FROM kpis_committee WHERE id = {row}.committee_id",
    "kpis_publication": "SELECT council_id FROM kpis_report WHERE id = {row}.report_id",
}
"""How the council of a table's row is found. The table of bank holidays is every council's."""

EVERYBODY = "kpis_bankholiday"
RAISE = (
    "INSERT INTO kpis_councilchange (council_id, number) SELECT c.council_id, 1 FROM ({council}) c "
    "WHERE c.council_id IS NOT NULL ON CONFLICT (council_id) DO UPDATE SET number = kpis_councilchange.number + 1"
)
RAISE_ALL = (
    "INSERT INTO kpis_councilchange (council_id, number) SELECT id, 1 FROM kpis_council WHERE id IS NOT NULL "
    "ON CONFLICT (council_id) DO UPDATE SET number = kpis_councilchange.number + 1"
)
ROWS = {"insert": ("NEW",), "update": ("NEW", "OLD"), "delete": ("OLD",)}

ONCE = """
CREATE OR REPLACE FUNCTION kpis_raise_change(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL OR current_setting('scrutiny.changed', true) = changed::text THEN
        RETURN;
    END IF;
    INSERT INTO kpis_councilchange (council_id, number) VALUES (changed, 1)
        ON CONFLICT (council_id) DO UPDATE SET number = kpis_councilchange.number + 1;
    PERFORM set_config('scrutiny.changed', changed::text, true);
END $$
"""
"""Once in a transaction for each council, however many rows it writes: the setting ends with the transaction."""
FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN PERFORM kpis_raise_change(({new})); END IF;
    IF TG_OP <> 'INSERT' THEN PERFORM kpis_raise_change(({old})); END IF;
    RETURN NULL;
END $$
"""
EVERY_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {raise_all}; RETURN NULL; END $$
"""
TRIGGER = """
CREATE CONSTRAINT TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {table}_changed()
"""


def _aliased(council, row):
    """A council's key as a query whose column is called council_id."""
    return f"SELECT ({council.format(row=row)}) AS council_id"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _make_postgresql(schema_editor)
    else:
        _make_sqlite(schema_editor)


def _make_postgresql(schema_editor):
    schema_editor.execute(ONCE)
    for table, council in COUNCIL_OF.items():
        old, new = council.format(row="OLD"), council.format(row="NEW")
        schema_editor.execute(FUNCTION.format(table=table, new=new, old=old))
    schema_editor.execute(EVERY_FUNCTION.format(table=EVERYBODY, raise_all=RAISE_ALL))
    for table in (*COUNCIL_OF, EVERYBODY):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_changed ON {table}")
        schema_editor.execute(TRIGGER.format(table=table))


def _make_sqlite(schema_editor):
    for operation, rows in ROWS.items():
        for table, council in COUNCIL_OF.items():
            raised = [RAISE.format(council=_aliased(council, row)) for row in rows]
            _trigger_sqlite(schema_editor, table, operation, raised)
        _trigger_sqlite(schema_editor, EVERYBODY, operation, [RAISE_ALL])


def _trigger_sqlite(schema_editor, table, operation, statements):
    name = f"{table}_{operation}_changed"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    body = "; ".join(statements)
    schema_editor.execute(f"CREATE TRIGGER {name} AFTER {operation.upper()} ON {table} BEGIN {body}; END")


def remove(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in (*COUNCIL_OF, EVERYBODY):
        if on_postgresql:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_changed ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_changed()")
        else:
            for operation in ROWS:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{operation}_changed")
    if on_postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS kpis_raise_change(bigint)")


class Migration(migrations.Migration):
    dependencies = [("kpis", "0009_contract_terms")]
    operations = [
        migrations.CreateModel(
            name="CouncilChange",
            fields=[
                ("council_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
            ],
            options={"verbose_name": "change of a council", "verbose_name_plural": "changes of councils"},
        ),
        migrations.RunPython(make, remove),
    ]
