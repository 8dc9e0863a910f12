from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0005_publications"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rectificationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("notice", "Notice given"),
                    ("plan", "Action plan agreed"),
                    ("action", "Action added"),
                    ("changed", "Action changed"),
                    ("progress", "Progress reported"),
                    ("done", "Action done"),
                    ("dropped", "Action dropped"),
                    ("review", "Review"),
                    ("closed", "Closed"),
                    ("escalated", "Escalated"),
                    ("reopened", "Reopened"),
                ],
                max_length=10,
            ),
        ),
    ]
