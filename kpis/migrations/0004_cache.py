"""The table of the cache in which failed sign-ins are counted, so that `migrate` alone makes a whole database."""

from django.core.management import call_command
from django.db import migrations

TABLE = "scrutiny_cache"


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def remove(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_bank_holidays")]
    operations = [migrations.RunPython(make, remove)]
