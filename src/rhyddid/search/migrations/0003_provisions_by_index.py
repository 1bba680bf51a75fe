"""Browsing by provision goes by an index."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_embargoes_that_end_with_an_answer"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["provisions"], name="entry_provisions"),
        ),
    ]
