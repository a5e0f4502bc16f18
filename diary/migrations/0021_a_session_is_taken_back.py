"""A session that was entered in error is taken back: who, when and why; its course may hold another one that ended at that moment.

An older version that still runs beside this one knows nothing of it, and judges such a session when an entry comes: what it
then says is taken back by the next judgement of this version. Take back none until only this version runs.
"""

import alerts.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0020_relief_is_kept'),
    ]

    operations = [
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
    ]
