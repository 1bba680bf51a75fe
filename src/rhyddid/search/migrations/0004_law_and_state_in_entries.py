"""An entry holds its request's law, state and last day: a search asks one table."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_provisions_by_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchentry',
            name='due',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='regime',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='searchentry',
            name='state',
            field=models.CharField(blank=True, max_length=25),
        ),
        migrations.RunSQL(
            "update search_searchentry e set regime = r.regime, state = coalesce(s.state, ''), due = s.due"
            " from requests_request r left join requests_requeststate s on s.request_id = r.id where r.id = e.request_id",
            "select 1",
        ),
    ]
