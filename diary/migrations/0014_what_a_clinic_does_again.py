"""Adverse events put right, templates of sessions, what a look at Cliniko found; a record that has ended, or is kept for a reason,
and why somebody without a part in the care looked.
"""

import alerts.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0013_people_and_clinics'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionTemplate',
            fields=[
                ('id', models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('modality', models.CharField(max_length=20)),
                ('regions', models.JSONField(blank=True, default=list)),
                ('needles', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('retention_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('position', models.CharField(blank=True, default='', max_length=10)),
                ('points', models.JSONField(blank=True, default=list)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='diary.adverseevent'),
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='is_mistake',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='adverseevent',
            name='reason',
            field=alerts.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clinikoaccount',
            name='found',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddConstraint(
            model_name='adverseevent',
            constraint=models.CheckConstraint(condition=models.Q(('corrects__isnull', True), ('reason__isnull', False), _connector='OR'), name='adverse_corrected_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='adverseevent',
            constraint=models.CheckConstraint(condition=models.Q(('is_mistake', False), ('corrects__isnull', False), _connector='OR'), name='adverse_mistake_by_a_correction'),
        ),
        migrations.AddField(
            model_name='sessiontemplate',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sessiontemplate',
            name='clinic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_templates', to='diary.clinic'),
        ),
        migrations.AddConstraint(
            model_name='sessiontemplate',
            constraint=models.UniqueConstraint(fields=('clinic', 'name'), name='session_template_once_per_name'),
        ),
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
