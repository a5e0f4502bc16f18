"""Who agrees for somebody else: a proxy's name beside an answer, and a clinic's decision about a child."""

import alerts.fields
from django.db import migrations, models

from diary.guards import guard_audit, unguard_audit


# SQLite makes the table of clinics anew, and cannot name it again while a trigger of another table speaks of it.
def take_guards_off_sqlite(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        unguard_audit(apps, schema_editor)


def put_guards_on_sqlite(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guard_audit(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0017_a_patients_passkeys'),
    ]

    operations = [
        migrations.RunPython(take_guards_off_sqlite, put_guards_on_sqlite),
        migrations.AddField(
            model_name='clinic',
            name='consent_age',
            field=models.PositiveSmallIntegerField(db_default=16, default=16),
        ),
        migrations.AddField(
            model_name='consent',
            name='by_time',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='consent',
            name='proxy_name',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='consent',
            name='proxy_relation',
            field=models.CharField(blank=True, choices=[('mother', 'Mother'), ('father', 'Father'), ('guardian', 'Guardian'), ('attorney', 'Attorney'), ('representative', 'Representative')], max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='patient',
            name='asked_again_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='patient',
            name='child_because',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('consent_age__gte', 13), ('consent_age__lte', 18)), name='clinic_consent_age_13_to_18'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proxy_name__isnull', True), ('proxy_relation__isnull', True)), models.Q(('proxy_name__isnull', False), ('proxy_relation__in', ['mother', 'father', 'guardian', 'attorney', 'representative'])), _connector='OR'), name='consent_proxy_named'),
        ),
        migrations.RunPython(put_guards_on_sqlite, take_guards_off_sqlite),
    ]
