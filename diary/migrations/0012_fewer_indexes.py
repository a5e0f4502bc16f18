"""Without the indexes that repeat the beginning of another one, and those by which nobody asks: who wrote a session down, what was judged of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0011_health_links'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessment',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='diary.patient'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='session',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='diary.session'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='diary.patient'),
        ),
        migrations.AlterField(
            model_name='entryrevision',
            name='entry',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='diary.entry'),
        ),
        migrations.AlterField(
            model_name='refusedentry',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refused_entries', to='diary.patient'),
        ),
        migrations.AlterField(
            model_name='session',
            name='course',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='diary.course'),
        ),
        migrations.AlterField(
            model_name='session',
            name='created_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='session',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='diary.patient'),
        ),
    ]
