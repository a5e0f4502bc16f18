"""What became of the pain after a session is kept with it, so that a long course is not read through for each entry."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('diary', '0019_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='relief',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
    ]
