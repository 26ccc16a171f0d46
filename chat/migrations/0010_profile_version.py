from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0009_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='profile_version',
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
