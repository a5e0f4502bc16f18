"""Adverse events, easier rules, who wrote, and all that a clinic's office keeps."""

import alerts.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0012_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdverseEvent',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('happened_at', models.DateTimeField()),
                ('what', models.CharField(max_length=24)),
                ('severity', models.CharField(max_length=12)),
                ('cause', models.CharField(max_length=24)),
                ('outcome', models.CharField(max_length=16)),
                ('note', alerts.fields.SealedTextField(blank=True, default='')),
                ('recorded_at', models.DateTimeField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='diary.patient')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adverse_events', to='diary.session')),
            ],
            options={
                'indexes': [models.Index(fields=['patient', 'happened_at'], name='adverse_patient_happened')],
                'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['pain-increase', 'bleeding-bruise', 'faint-dizzy', 'skin-reaction', 'nerve-symptom', 'breathing-chest', 'burn', 'needle-left', 'distress', 'other'])), name='adverse_what_known'), models.CheckConstraint(condition=models.Q(('severity__in', ['mild', 'moderate', 'severe', 'serious'])), name='adverse_severity_known'), models.CheckConstraint(condition=models.Q(('cause__in', ['needle-placement', 'needle-depth', 'body-response', 'existing-condition', 'practitioner-experience', 'anxiety-tension', 'unrelated', 'unknown'])), name='adverse_cause_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['recovered', 'recovering', 'not_recovered', 'lasting_effects', 'fatal', 'unknown'])), name='adverse_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=12)),
                ('external_id', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('imported_at', models.DateTimeField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='diary.clinic')),
                ('imported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='diary.patient')),
            ],
            options={
                'indexes': [models.Index(fields=['patient', 'starts_at'], name='appointment_patient_starts')],
                'constraints': [models.UniqueConstraint(fields=('clinic', 'source', 'external_id'), name='appointment_once'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='appointment_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='ClinicChange',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=40)),
                ('about', models.UUIDField(blank=True, null=True)),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('reason', alerts.fields.SealedTextField(blank=True, default='')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='diary.clinic')),
            ],
            options={
                'indexes': [models.Index(fields=['clinic', 'at'], name='clinic_change_at')],
            },
        ),
        migrations.CreateModel(
            name='ClinikoAccount',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', alerts.fields.SealedTextField()),
                ('created_at', models.DateTimeField()),
                ('seen_until', models.DateTimeField(blank=True, null=True)),
                ('polled_at', models.DateTimeField(blank=True, null=True)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, default='', max_length=200)),
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cliniko', to='diary.clinic')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CoursePlan',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('plan', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('modality', models.CharField(max_length=20)),
                ('sessions', models.PositiveSmallIntegerField()),
                ('spacing_days', models.PositiveSmallIntegerField()),
                ('points', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='course_plans', to='diary.clinic')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'version'), name='course_plan_version_once'), models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('plan',), name='course_plan_one_version_in_use')],
            },
        ),
        migrations.CreateModel(
            name='Easing',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', alerts.fields.SealedTextField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='easings', to='diary.patient')),
            ],
            options={
                'indexes': [models.Index(fields=['patient', 'ends_at'], name='easing_patient_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='easing_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='ExternalPatient',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=12)),
                ('external_id', models.CharField(max_length=200)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='diary.clinic')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='external_ids', to='diary.patient')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clinic', 'source', 'external_id'), name='external_patient_once')],
            },
        ),
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('text', models.CharField(max_length=480)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='message_templates', to='diary.clinic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clinic', 'name'), name='message_template_once_per_name')],
            },
        ),
        migrations.CreateModel(
            name='PresetReplay',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('was', models.CharField(choices=[('sensitive', 'Sensitive'), ('standard', 'Standard'), ('quiet', 'Quiet')], max_length=12)),
                ('becomes', models.CharField(choices=[('sensitive', 'Sensitive'), ('standard', 'Standard'), ('quiet', 'Quiet')], max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('sessions', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('after', models.UUIDField(blank=True, null=True)),
                ('touched_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, default=dict)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preset_replays', to='diary.clinic')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('was', models.F('becomes')), _negated=True), name='preset_replay_of_a_change')],
            },
        ),
        migrations.CreateModel(
            name='StaffInvitation',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', alerts.fields.SealedTextField()),
                ('roles', models.JSONField()),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_invitations', to='diary.clinic')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='apitoken',
            name='clinic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='service_tokens', to='diary.clinic'),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='last_used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='name',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='clinic',
            name='retention_years',
            field=models.PositiveSmallIntegerField(default=8),
        ),
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
        migrations.AddField(
            model_name='session',
            name='is_eased',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(('retention_years__gte', 1), ('retention_years__lte', 99)), name='clinic_keeps_1_to_99_years'),
        ),
    ]
