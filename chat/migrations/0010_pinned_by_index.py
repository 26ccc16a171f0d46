from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0009_jobs"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("pinned_by__isnull", False)), fields=["pinned_by"], name="message_pinned_by"
            ),
        ),
    ]
