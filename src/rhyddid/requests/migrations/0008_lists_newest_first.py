"""Lists of requests, newest first, and by words of the subject, by an index."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('authorities', '0002_welsh_name_and_alias_indexes'),
        ('requests', '0007_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['-created_at', '-id'], name='request_newest'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['authority', '-created_at', '-id'], name='request_of_authority'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('public_subject'), name='gin_trgm_ops'), name='request_subject_trgm'),
        ),
    ]
