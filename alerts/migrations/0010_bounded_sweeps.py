"""What a sweep looks for is found by an index of what waits, however many alerts are open."""

import django.db.models.deletion
from django.db import migrations, models

from alerts.guards import guard_events, unguard_events


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0009_a_way_back"),
    ]

    operations = [
        # SQLite makes the table of alerts anew, and refuses while a trigger of another table speaks of it.
        migrations.RunPython(unguard_events, guard_events),
        migrations.AlterField(
            model_name="alert",
            name="inhibited_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inhibits",
                to="alerts.alert",
            ),
        ),
        migrations.RunPython(guard_events, unguard_events),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("inhibited_by__isnull", False)), fields=["inhibited_by"], name="alert_inhibited_by"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="ladder_knows",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(
                    models.Q(("state", "failed"), ("state", "suppressed"), _connector="OR"),
                    ("alert__isnull", False),
                    ("ladder_knows", False),
                ),
                fields=["created_at"],
                name="delivery_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("inhibited_by__isnull", True), ("state", "open")),
                fields=["notified_at"],
                name="alert_told_at",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("rule", "drill"), ("state", "open")), fields=["raised_at"], name="alert_drill_open"
            ),
        ),
        migrations.RemoveIndex(model_name="alert", name="alert_acknowledged_until"),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("state", "acknowledged")),
                fields=["level", "acknowledgement_expires_at"],
                name="alert_acknowledged_until",
            ),
        ),
        migrations.RemoveIndex(model_name="alert", name="alert_unseen"),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(
                    models.Q(("level", "emergency"), ("level", "urgent"), _connector="OR"),
                    ("state", "open"),
                    ("unseen_told_at__isnull", True),
                ),
                fields=["raised_at"],
                name="alert_unseen",
            ),
        ),
    ]
