from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0007_statuses"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="readingversion",
            index=models.Index(
                condition=models.Q(("marker", "suppressed"), ("state", "signed_off")),
                fields=["reading"],
                name="version_suppressed",
            ),
        ),
    ]
