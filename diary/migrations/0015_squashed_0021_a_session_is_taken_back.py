"""The second wall, anchors of who looked, which the database keeps, what a clinic offers, a patient's passkeys, who
agrees for somebody else, relief, and sessions that are taken back: at once, for a database that is new."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alerts.fields
from diary.guards import guard_audit, unguard_audit

WALL = import_module("diary.migrations.0015_a_second_wall")
CHAINED = import_module("diary.migrations.0016_who_looked_is_chained")
PASSKEYS = import_module("diary.migrations.0017_a_patients_passkeys")


class Migration(migrations.Migration):

    replaces = [
        ('diary', '0015_a_second_wall'),
        ('diary', '0016_who_looked_is_chained'),
        ('diary', '0017_a_patients_passkeys'),
        ('diary', '0018_who_agrees'),
        ('diary', '0019_fewer_indexes'),
        ('diary', '0020_relief_is_kept'),
        ('diary', '0021_a_session_is_taken_back'),
    ]

    dependencies = [
        ('diary', '0014_what_a_clinic_does_again'),
        ('alerts', '0008_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditAnchor',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('upto', models.UUIDField()),
                ('rows', models.PositiveIntegerField()),
                ('rows_hash', models.CharField(max_length=64)),
                ('prev_hash', models.CharField(blank=True, default='', max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name='auditevent',
            name='reason_hash',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='clinic',
            name='answered_for',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clinic',
            name='profile',
            field=models.CharField(choices=[('record-only', 'Record Only'), ('monitoring', 'Monitoring')], default='monitoring', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('profile__in', ['record-only', 'monitoring'])), name='clinic_profile_known'),
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('credential_hash', models.CharField(max_length=64, unique=True)),
                ('credential', models.TextField()),
                ('sign_count', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passkeys', to='diary.patient')),
            ],
        ),
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
        migrations.AddField(
            model_name='session',
            name='relief',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_once_per_end',
        ),
        migrations.AddField(
            model_name='session',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='taken_back_because',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='taken_back_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('course', 'ended_at'), name='session_once_per_end'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_because__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_because__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='session_taken_back_by_somebody'),
        ),
        migrations.RunPython(WALL.build, WALL.take_down),
        migrations.RunPython(CHAINED.wall_anchors, migrations.RunPython.noop),  # the policy goes with its table
        migrations.RunPython(PASSKEYS.wall_passkeys, migrations.RunPython.noop),
        migrations.RunPython(guard_audit, unguard_audit),
    ]
