"""An index that only repeats the beginning of another one costs every new row, and finds nothing more."""

import django.db.models.deletion
from django.db import migrations, models

from alerts.guards import guard_events


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0007_drill_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alertcause',
            name='alert',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='alerts.alert'),
        ),
        migrations.AlterField(
            model_name='alertevent',
            name='alert',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='alerts.alert'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='delivery',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='alerts.delivery'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='alert',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='alerts.alert'),
        ),
        migrations.RunPython(guard_events, migrations.RunPython.noop),  # SQLite made the table anew
    ]
