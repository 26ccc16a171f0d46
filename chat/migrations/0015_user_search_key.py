"""Add the folded names by which people are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0014_accounts_and_token_scopes"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="search_key",
            field=models.CharField(db_default="", default="", editable=False, max_length=400),
        ),
    ]
