from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0006_breaks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publishedfigure",
            name="status",
            field=models.CharField(
                choices=[
                    ("on_target", "On target"),
                    ("in_band", "In band"),
                    ("near_target", "Near target"),
                    ("on_budget", "On budget"),
                    ("better_than_band", "Better than band"),
                    ("achieved", "Achieved"),
                    ("within_tolerance", "Within tolerance"),
                    ("held_on_last_year", "Held on last year"),
                    ("improved_on_last_year", "Improved on last year"),
                    ("underspent", "Underspent"),
                    ("achieved_late", "Achieved late"),
                    ("off_target", "Off target"),
                    ("outside_band", "Outside band"),
                    ("overspent", "Overspent"),
                    ("not_achieved", "Not achieved"),
                    ("hidden", "Hidden"),
                    ("not_due", "Not due"),
                    ("no_data", "No data"),
                    ("parts_only", "Parts only"),
                    ("for_information", "For information"),
                    ("no_target", "No target"),
                ],
                max_length=24,
            ),
        ),
    ]
