"""The second wall, anchors of who looked, which the database keeps, and what a clinic offers: at once, for a database that is new."""

from importlib import import_module

from django.db import migrations, models

from diary.guards import guard_audit, unguard_audit

WALL = import_module("diary.migrations.0015_a_second_wall")
CHAINED = import_module("diary.migrations.0016_who_looked_is_chained")


class Migration(migrations.Migration):

    replaces = [('diary', '0015_a_second_wall'), ('diary', '0016_who_looked_is_chained')]

    dependencies = [
        ('diary', '0014_what_a_clinic_does_again'),
        ('alerts', '0001_squashed_0008_fewer_indexes'),
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
        migrations.RunPython(WALL.build, WALL.take_down),
        migrations.RunPython(CHAINED.wall_anchors, migrations.RunPython.noop),  # the policy goes with its table
        migrations.RunPython(guard_audit, unguard_audit),
    ]
