"""A patient's own passkeys, behind the wall."""

import django.db.models.deletion
from django.db import migrations, models

import alerts.fields

INSIDE = "(SELECT current_setting('ebb.wall', true)) = 'inside'"
THEIRS = f"{INSIDE} OR EXISTS (SELECT 1 FROM diary_patient AS own WHERE own.id = diary_passkey.patient_id)"


def wall_passkeys(apps, schema_editor):
    """As `diary.0015_a_second_wall` has every table with a patient's rows."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE diary_passkey ENABLE ROW LEVEL SECURITY")
        schema_editor.execute("ALTER TABLE diary_passkey FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY ebb_wall ON diary_passkey USING ({THEIRS}) WITH CHECK ({THEIRS})")


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0016_who_looked_is_chained'),
    ]

    operations = [
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
        migrations.RunPython(wall_passkeys, migrations.RunPython.noop),  # the policy goes with its table
    ]
