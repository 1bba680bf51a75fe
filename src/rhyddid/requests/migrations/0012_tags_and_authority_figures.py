"""Topics of requests, and the numbers of each authority, which go at once where a request becomes less public."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# what a request that became less public was counted in is no longer told: pages count anew
FORGET = """
create function requests_figures_forget() returns trigger language plpgsql as $$
begin
  delete from requests_authorityfigures where authority_id = old.authority_id;
  return null;
end $$;
create trigger figures_forget after update on requests_request for each row
  when (old.visibility is distinct from new.visibility
     or old.embargoed_until is distinct from new.embargoed_until
     or old.embargo_ends is distinct from new.embargo_ends
     or old.own_personal_data is distinct from new.own_personal_data
     or old.authority_id is distinct from new.authority_id)
  execute function requests_figures_forget();
create trigger figures_forget_gone after delete on requests_request for each row
  execute function requests_figures_forget();
"""
REMEMBER = """
drop trigger figures_forget on requests_request;
drop trigger figures_forget_gone on requests_request;
drop function requests_figures_forget();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0011_embargo_ends_with_an_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityFigures",
            fields=[
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="figures",
                        serialize=False,
                        to="authorities.authority",
                    ),
                ),
                ("counted_at", models.DateTimeField()),
                ("requests", models.PositiveIntegerField(default=0)),
                ("states", models.JSONField(default=dict)),
                ("late", models.PositiveIntegerField(default=0)),
                ("decided", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("timed", models.PositiveIntegerField(default=0)),
                ("in_time", models.PositiveIntegerField(default=0)),
                ("dated", models.PositiveIntegerField(default=0)),
                ("quarter_days", models.FloatField(null=True)),
                ("median_days", models.FloatField(null=True)),
                ("three_quarter_days", models.FloatField(null=True)),
                ("checked", models.PositiveIntegerField(default=0)),
                ("provisions", models.JSONField(default=list)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="request",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                default=list,
                help_text="Topics that everybody may read.",
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="request_tags"),
        ),
        migrations.RunSQL(FORGET, REMEMBER),
    ]
