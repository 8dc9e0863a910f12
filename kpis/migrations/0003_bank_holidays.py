"""The bank holidays of England and Wales that are known, from kpis/data/bank_holidays.csv."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "data" / "bank_holidays.csv"


def load(apps, schema_editor):
    holidays = apps.get_model("kpis", "BankHoliday")
    with FILE.open(encoding="utf-8", newline="") as lines:
        holidays.objects.bulk_create([holidays(**row) for row in csv.DictReader(lines)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0002_entry")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
