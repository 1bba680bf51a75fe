"""The index, its dictionary, and the triggers that close an entry the moment that what it shows is withheld."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations, models

DICTIONARY = """
create text search configuration search_en (copy = pg_catalog.english);
alter text search configuration search_en
  alter mapping for hword, hword_part, word with unaccent, english_stem;
"""

# until the entry is made again, nobody but the team finds it
CLOSING = """
create function search_request_closed() returns trigger language plpgsql as $$
begin
  update search_searchentry set public_from = null where request_id = new.id and public_from is not null;
  return null;
end $$;
create function search_message_closed() returns trigger language plpgsql as $$
begin
  if new.erased_at is not null then
    delete from search_searchentry where message_id = new.id;
  else
    update search_searchentry set public_from = null where message_id = new.id and public_from is not null;
  end if;
  return null;
end $$;
create function search_attachment_closed() returns trigger language plpgsql as $$
begin
  update search_searchentry set public_from = null where attachment_id = new.id and public_from is not null;
  return null;
end $$;
create trigger search_closed after update on requests_request for each row
  when (old.visibility <> new.visibility or old.embargoed_until is distinct from new.embargoed_until
        or old.own_personal_data <> new.own_personal_data)
  execute function search_request_closed();
create trigger search_closed after update on requests_message for each row
  when (old.visibility <> new.visibility or old.erased_at is distinct from new.erased_at)
  execute function search_message_closed();
create trigger search_closed after update on requests_attachment for each row
  when (old.visibility <> new.visibility)
  execute function search_attachment_closed();
"""
OPENING = """
drop trigger search_closed on requests_attachment;
drop trigger search_closed on requests_message;
drop trigger search_closed on requests_request;
drop function search_attachment_closed();
drop function search_message_closed();
drop function search_request_closed();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('authorities', '0002_welsh_name_and_alias_indexes'),
        ('requests', '0003_request_version'),
    ]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(DICTIONARY, 'drop text search configuration search_en'),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('request', 'Request'), ('letter', 'Letter'), ('file', 'File'), ('answer', 'Answer')], max_length=10)),
                ('team_id', models.BigIntegerField()),
                ('part', models.PositiveSmallIntegerField(default=1)),
                ('public_from', models.DateField(help_text='The day from which everybody finds it; empty: never.', null=True)),
                ('at', models.DateTimeField()),
                ('language', models.CharField(blank=True, max_length=5)),
                ('variety', models.CharField(blank=True, max_length=30)),
                ('filetype', models.CharField(blank=True, max_length=10)),
                ('provisions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('title', models.CharField(max_length=500)),
                ('text', models.TextField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.attachment')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='authorities.authority')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.message')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.question')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests.request')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='entry_words'), models.Index(fields=['-at', '-id'], name='entry_newest'), models.Index(fields=['request'], name='entry_request'), models.Index(fields=['team_id', '-at'], name='entry_team')],
            },
        ),
        migrations.RunSQL(CLOSING, OPENING),
    ]
