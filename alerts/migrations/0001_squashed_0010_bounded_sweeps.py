"""Every table of `alerts` at once, for a database that is new; one that is older takes the steps."""

import alerts.fields
import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alerts.guards import guard_events, unguard_events


class Migration(migrations.Migration):

    replaces = [('alerts', '0001_initial'), ('alerts', '0002_channels'), ('alerts', '0003_inhibition'), ('alerts', '0004_evidence'), ('alerts', '0005_clock'), ('alerts', '0006_reaching'), ('alerts', '0007_drill_index'), ('alerts', '0008_fewer_indexes'), ('alerts', '0009_a_way_back'), ('alerts', '0010_bounded_sweeps')]

    initial = True

    dependencies = [
        ('diary', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='quiet_hours', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('zone', models.CharField(max_length=64)),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SweepBeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('last_ok_at', models.DateTimeField()),
                ('oldest_due_at', models.DateTimeField(blank=True, null=True)),
                ('trusted_at', models.DateTimeField(blank=True, null=True)),
                ('since_boot', models.DurationField(blank=True, null=True)),
                ('boot', models.CharField(blank=True, default='', max_length=40)),
                ('off_by', models.DurationField(default=datetime.timedelta)),
                ('suspected', models.DurationField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField()),
                ('about', models.UUIDField(blank=True, null=True)),
                ('key', models.CharField(max_length=200)),
                ('rule', models.CharField(max_length=60)),
                ('code', models.CharField(blank=True, default='', max_length=80)),
                ('level', models.CharField(choices=[('emergency', 'emergency'), ('urgent', 'urgent'), ('practitioner', 'practitioner')], max_length=16)),
                ('state', models.CharField(choices=[('acknowledged', 'acknowledged'), ('open', 'open'), ('resolved', 'resolved'), ('snoozed', 'snoozed'), ('withdrawn', 'withdrawn')], default='open', max_length=12)),
                ('round', models.PositiveIntegerField(default=0)),
                ('step', models.PositiveIntegerField(default=0)),
                ('occurrences', models.PositiveIntegerField(default=1)),
                ('raised_at', models.DateTimeField()),
                ('notified_at', models.DateTimeField(blank=True, null=True)),
                ('next_rung_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledgement_expires_at', models.DateTimeField(blank=True, null=True)),
                ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('advised', 'advised'), ('could_not_reach', 'could_not_reach'), ('expected_no_action', 'expected_no_action'), ('logged_in_error', 'logged_in_error'), ('referred_gp', 'referred_gp'), ('referred_specialist', 'referred_specialist'), ('sent_to_emergency', 'sent_to_emergency'), ('short_visit', 'short_visit')], default='', max_length=24)),
                ('note', alerts.fields.SealedTextField(blank=True, default='')),
                ('follow_up_at', models.DateTimeField(blank=True, null=True)),
                ('followed_up_at', models.DateTimeField(blank=True, null=True)),
                ('unseen_told_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('detail', alerts.fields.SealedJSONField(default=dict)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('event_hash', models.CharField(blank=True, default='', max_length=64)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='alerts.alert')),
                ('inhibited_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inhibits', to='alerts.alert')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('inhibited_by__isnull', True), ('state', 'open')), fields=['next_rung_at'], name='alert_rung_due'), models.Index(condition=models.Q(('inhibited_by__isnull', False), ('state', 'open')), fields=['raised_at'], name='alert_held_back'), models.Index(condition=models.Q(('follow_up_at__isnull', False), ('followed_up_at__isnull', True), ('state', 'resolved')), fields=['follow_up_at'], name='alert_follow_up_due'), models.Index(condition=models.Q(('state', 'acknowledged')), fields=['level', 'acknowledgement_expires_at'], name='alert_acknowledged_until'), models.Index(condition=models.Q(('state', 'snoozed')), fields=['snoozed_until'], name='alert_snoozed_until'), models.Index(condition=models.Q(models.Q(('level', 'emergency'), ('level', 'urgent'), _connector='OR'), ('state', 'open'), ('unseen_told_at__isnull', True)), fields=['raised_at'], name='alert_unseen'), models.Index(fields=['subject', 'rule'], name='alert_by_rule'), models.Index(condition=models.Q(('rule', 'drill')), fields=['raised_at'], name='alert_drill'), models.Index(condition=models.Q(('rule', 'drill'), ('state', 'open')), fields=['raised_at'], name='alert_drill_open'), models.Index(condition=models.Q(('inhibited_by__isnull', True), ('state', 'open')), fields=['notified_at'], name='alert_told_at'), models.Index(condition=models.Q(('inhibited_by__isnull', False)), fields=['inhibited_by'], name='alert_inhibited_by')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['acknowledged', 'open', 'snoozed'])), fields=('subject', 'key'), name='alert_one_per_key'), models.CheckConstraint(condition=models.Q(('state__in', ['acknowledged', 'open', 'resolved', 'snoozed', 'withdrawn'])), name='alert_state_known'), models.CheckConstraint(condition=models.Q(('level__in', ('emergency', 'urgent', 'practitioner'))), name='alert_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), ('next_rung_at__isnull', False), _connector='OR'), name='alert_open_has_a_next_move'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'acknowledged'), _negated=True), models.Q(('acknowledged_at__isnull', False), ('acknowledgement_expires_at__isnull', False)), _connector='OR'), name='alert_acknowledgement_expires'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'snoozed'), _negated=True), ('snoozed_until__isnull', False), _connector='OR'), name='alert_snooze_ends'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'resolved'), _negated=True), models.Q(('outcome__in', ['advised', 'could_not_reach', 'expected_no_action', 'logged_in_error', 'referred_gp', 'referred_specialist', 'sent_to_emergency', 'short_visit']), ('resolved_at__isnull', False)), _connector='OR'), name='alert_resolved_by_a_person_with_an_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='alert_withdrawn_at'), models.CheckConstraint(condition=models.Q(('inhibited_by__isnull', True), models.Q(('level__in', ['practitioner']), ('state', 'open')), _connector='OR'), name='alert_inhibited_is_open_and_soft'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='alert_acknowledged_paired'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='alert_resolved_paired')],
            },
        ),
        migrations.CreateModel(
            name='AlertCause',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('cause', models.UUIDField(db_index=True)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='alerts.alert')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alert', 'cause'), name='cause_once_per_alert')],
            },
        ),
        migrations.CreateModel(
            name='AlertEvent',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('raised', 'Raised'), ('repeated', 'Repeated'), ('level_raised', 'Level Raised'), ('renotified', 'Renotified'), ('escalated', 'Escalated'), ('unreachable', 'Unreachable'), ('acknowledged', 'Acknowledged'), ('acknowledgement_expired', 'Acknowledgement Expired'), ('snoozed', 'Snoozed'), ('snooze_ended', 'Snooze Ended'), ('inhibited', 'Inhibited'), ('released', 'Released'), ('unseen', 'Unseen'), ('followed_up', 'Followed Up'), ('noted', 'Noted'), ('no_longer_found', 'No Longer Found'), ('resolved', 'Resolved'), ('withdrawn', 'Withdrawn')], max_length=24)),
                ('round', models.PositiveIntegerField()),
                ('step', models.PositiveIntegerField()),
                ('because', alerts.fields.SealedTextField(blank=True, default='')),
                ('prev_hash', models.CharField(blank=True, default='', max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('alert', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='alerts.alert')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('alert', 'seq'), name='event_in_sequence'), models.CheckConstraint(condition=models.Q(('kind__in', ['raised', 'repeated', 'level_raised', 'renotified', 'escalated', 'unreachable', 'acknowledged', 'acknowledgement_expired', 'snoozed', 'snooze_ended', 'inhibited', 'released', 'unseen', 'followed_up', 'noted', 'no_longer_found', 'resolved', 'withdrawn'])), name='event_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Circuit',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('openings', models.PositiveIntegerField(default=0)),
                ('open_until', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('openings', 0), ('open_until__isnull', False), _connector='OR'), name='circuit_open_until_when')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('push', 'Push'), ('service', 'Service'), ('sms', 'Sms'), ('webhook', 'Webhook')], max_length=12)),
                ('address', alerts.fields.SealedTextField()),
                ('address_hash', models.CharField(blank=True, default='', max_length=64)),
                ('secret', alerts.fields.SealedTextField(blank=True, default='')),
                ('secret_since', models.DateTimeField(blank=True, null=True)),
                ('device', models.UUIDField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('hours', models.JSONField(blank=True, null=True)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('code', alerts.fields.SealedTextField(blank=True, null=True)),
                ('code_expires_at', models.DateTimeField(blank=True, null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('disabled_at', models.DateTimeField(blank=True, null=True)),
                ('disabled_reason', models.CharField(blank=True, default='', max_length=60)),
                ('silent_since', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_points', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('active', True)), fields=['user', 'position'], name='contact_active'), models.Index(condition=models.Q(('active', True)), fields=['address_hash'], name='contact_by_address'), models.Index(condition=models.Q(('active', True), ('device__isnull', False)), fields=['device'], name='contact_by_device')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'push', 'service', 'sms', 'webhook'])), name='contact_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('active', True), ('disabled_reason', '')), models.Q(('active', False), models.Q(('disabled_reason', ''), _negated=True)), _connector='OR'), name='contact_disabled_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField(blank=True, null=True)),
                ('message', models.CharField(max_length=40)),
                ('round', models.PositiveIntegerField(default=0)),
                ('step', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('claimed', 'claimed'), ('failed', 'failed'), ('pending', 'pending'), ('sent', 'sent'), ('suppressed', 'suppressed')], default='pending', max_length=12)),
                ('priority', models.PositiveSmallIntegerField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('next_attempt_at', models.DateTimeField()),
                ('claim_token', models.UUIDField(blank=True, null=True)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('give_up_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('receipt_due_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('provider_ref', models.CharField(blank=True, default='', max_length=200)),
                ('reason', models.CharField(blank=True, default='', max_length=60)),
                ('ladder_knows', models.BooleanField(db_default=False, default=False)),
                ('alert', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='alerts.alert')),
                ('contact_point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='alerts.contactpoint')),
                ('instead_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='alerts.delivery')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['priority', 'next_attempt_at'], name='delivery_due'), models.Index(condition=models.Q(('receipt_due_at__isnull', False)), fields=['receipt_due_at'], name='delivery_receipt_due'), models.Index(condition=models.Q(('state', 'sent')), fields=['recipient', 'subject', 'sent_at'], name='delivery_told'), models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_until'], name='delivery_claimed_until'), models.Index(condition=models.Q(models.Q(('state', 'failed'), ('state', 'suppressed'), _connector='OR'), ('alert__isnull', False), ('ladder_knows', False)), fields=['created_at'], name='delivery_ended')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'round', 'step', 'contact_point', 'message'), name='delivery_once_per_rung'), models.CheckConstraint(condition=models.Q(('state__in', ['claimed', 'failed', 'pending', 'sent', 'suppressed'])), name='delivery_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('claim_token__isnull', False), ('claimed_until__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('claim_token__isnull', True), ('claimed_until__isnull', True)), _connector='OR'), name='delivery_claimed_with_token_and_end'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'suppressed']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='delivery_ended_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='delivery_sent_at')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('lane', models.CharField(max_length=20)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=60)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='alerts.delivery')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='attempt_number_once')],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('row', models.UUIDField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('error', models.CharField(max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'row'), name='set_aside_once')],
            },
        ),
        migrations.CreateModel(
            name='WayBack',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('address_hash', models.CharField(max_length=64)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('looked_at__isnull', True)), fields=['created_at'], name='way_back_to_send'), models.Index(fields=['address_hash', 'created_at'], name='way_back_of_address')],
            },
        ),
        migrations.RunPython(guard_events, unguard_events),
    ]
