"""A record that has ended, or is kept for a reason; and why somebody without a part in the care looked."""

import alerts.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0015_a_second_wall'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditevent',
            name='reason',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='patient',
            name='held_because',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='patient',
            name='record_erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('action', 'record.break_glass')), fields=['actor', 'at'], name='audit_glass_broken'),
        ),
    ]
