"""Each entry writes a row of who looked and a version: without the indexes by which nobody asks, or that another one begins with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from diary.guards import guard_audit, unguard_audit


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0018_who_agrees'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditevent',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='clinic',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='diary.clinic'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='patient',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_events', to='diary.patient'),
        ),
        migrations.AlterField(
            model_name='entryrevision',
            name='received_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(guard_audit, unguard_audit),
    ]
