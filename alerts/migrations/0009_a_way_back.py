"""A code to an e-mail address lets somebody back in who lost their phone; the address is found however it is written."""

from django.db import migrations, models

import alerts.fields
from alerts.actions.contacts import email_hash


def find_however_written(apps, schema_editor):
    points = apps.get_model("alerts", "ContactPoint").objects.using(schema_editor.connection.alias)
    for point in points.filter(channel="email").exclude(address_hash="").iterator():
        point.address_hash = email_hash(point.address)
        point.save(update_fields=["address_hash"])


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0008_fewer_indexes"),
    ]

    operations = [
        migrations.RunPython(find_however_written, migrations.RunPython.noop),
        migrations.CreateModel(
            name="WayBack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=alerts.fields.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("address_hash", models.CharField(max_length=64)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("looked_at__isnull", True)), fields=["created_at"], name="way_back_to_send"
                    ),
                    models.Index(fields=["address_hash", "created_at"], name="way_back_of_address"),
                ],
            },
        ),
    ]
