"""Each version of an entry keeps the name of the carer who wrote it, and the phone that it came from."""

import alerts.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0013_workspace'),
    ]

    operations = [
        migrations.AddField(
            model_name='entryrevision',
            name='by_carer',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='entryrevision',
            name='device',
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
