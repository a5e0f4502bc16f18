"""The record of who looked is chained by anchors, and the database keeps it; a clinic says what it offers."""

import hashlib
import json

from django.db import migrations, models

from diary.guards import guard_audit, unguard_audit

INSIDE = "(SELECT current_setting('ebb.wall', true)) = 'inside'"


def hash_reasons(apps, schema_editor):
    """As `diary.actions.anchoring.reason_hash_of` has it."""
    for event in apps.get_model("diary", "AuditEvent").objects.exclude(reason=None):
        line = json.dumps([str(event.pk), event.reason], ensure_ascii=False, separators=(",", ":")) + "\n"
        event.reason_hash = hashlib.sha256(line.encode()).hexdigest()
        event.save(update_fields=["reason_hash"])


def wall_anchors(apps, schema_editor):
    """On PostgreSQL nobody outside the wall sees or makes an anchor."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE diary_auditanchor ENABLE ROW LEVEL SECURITY")
        schema_editor.execute("ALTER TABLE diary_auditanchor FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY ebb_wall ON diary_auditanchor USING ({INSIDE}) WITH CHECK ({INSIDE})")


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0015_a_second_wall'),
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
        migrations.RunPython(hash_reasons, migrations.RunPython.noop),
        migrations.RunPython(wall_anchors, migrations.RunPython.noop),  # the policy goes with its table
        migrations.RunPython(guard_audit, unguard_audit),
    ]
