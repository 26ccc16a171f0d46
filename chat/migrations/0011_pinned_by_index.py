from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0010_profile_version"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("pinned_by__isnull", False)), fields=["pinned_by"], name="message_pinned_by"
            ),
        ),
    ]
