import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

KEYS = {"5.3.2": "inadequate", "5.3.3": "not_implemented", "5.3.5": "no_progress"}


def name_clauses(apps, schema_editor):
    """A recorded failure keeps which clause it is by; the number is the contract's."""
    failures = apps.get_model("kpis", "RecordedFailure").objects
    for number, key in KEYS.items():
        failures.filter(clause=number).update(clause=key)


def number_clauses(apps, schema_editor):
    failures = apps.get_model("kpis", "RecordedFailure").objects
    for number, key in KEYS.items():
        failures.filter(clause=key).update(clause=number)


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0008_withheld"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="clauses",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="By the name of a clause its number and wording, where they are not the usual ones.",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="passes_over_missing",
            field=models.BooleanField(
                default=True,
                help_text="Periods outside count as consecutive although one between them has no figure. Otherwise it ends the run.",
                verbose_name="a run passes over a missing period",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="report_only",
            field=models.ManyToManyField(
                blank=True,
                help_text="A failure of these is reported and starts no rectification, such as that of a support service.",
                related_name="+",
                to="kpis.measure",
                verbose_name="KPIs that are reported only",
            ),
        ),
        migrations.AddField(
            model_name="historicalcontract",
            name="clauses",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="By the name of a clause its number and wording, where they are not the usual ones.",
            ),
        ),
        migrations.AddField(
            model_name="historicalcontract",
            name="passes_over_missing",
            field=models.BooleanField(
                default=True,
                help_text="Periods outside count as consecutive although one between them has no figure. Otherwise it ends the run.",
                verbose_name="a run passes over a missing period",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="wording",
            field=models.TextField(blank=True, help_text="The clause's wording as it was when notice was given."),
        ),
        migrations.AlterField(
            model_name="contract",
            name="look_back_months",
            field=models.PositiveSmallIntegerField(
                default=6,
                help_text="For how long after a failure one period outside is another; 0: for none.",
                validators=[django.core.validators.MaxValueValidator(120, "State at most 120.")],
            ),
        ),
        migrations.AlterField(
            model_name="contract",
            name="months_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Months outside that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="contract",
            name="quarters_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="Quarters that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="contract",
            name="years_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Years that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcontract",
            name="look_back_months",
            field=models.PositiveSmallIntegerField(
                default=6,
                help_text="For how long after a failure one period outside is another; 0: for none.",
                validators=[django.core.validators.MaxValueValidator(120, "State at most 120.")],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcontract",
            name="months_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Months outside that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcontract",
            name="quarters_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="Quarters that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcontract",
            name="years_in_a_row",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Years that are a failure.",
                validators=[
                    django.core.validators.MinValueValidator(
                        1, "A failure needs at least one period outside: state 1 or more."
                    ),
                    django.core.validators.MaxValueValidator(60, "State at most 60."),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="recordedfailure",
            name="clause",
            field=models.CharField(
                choices=[
                    ("inadequate", "Judged inadequate"),
                    ("not_implemented", "Changes not made in time"),
                    ("no_progress", "No progress"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="rectification",
            name="clause",
            field=models.CharField(
                help_text="The number of the clause as it was when notice was given.", max_length=40
            ),
        ),
        migrations.CreateModel(
            name="HistoricalContract_report_only",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kpis.contract",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="kpis.historicalcontract",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kpis.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalContract_report_only",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(name_clauses, number_clauses),
    ]
