"""What a request's page shows of its batch, and of the names around it, changes its version too."""

from django.db import migrations

FORWARD = """
create function batches_changed_of_batch() returns trigger language plpgsql as $$
begin
  insert into requests_requestchange (request_id)
    select distinct r.request_id from batches_recipient r join changed c on c.id = r.batch_id
    where r.request_id is not null;
  return null;
end $$;
create function batches_changed_of_recipient() returns trigger language plpgsql as $$
begin
  insert into requests_requestchange (request_id)
    select distinct request_id from changed where request_id is not null;
  return null;
end $$;
create function site_changed() returns trigger language plpgsql as $$
begin
  insert into requests_siteversion (id, version) values (1, 1)
    on conflict (id) do update set version = requests_siteversion.version + 1;
  return null;
end $$;
create trigger request_version_update after update on batches_batch
  referencing new table as changed for each statement execute function batches_changed_of_batch();
create trigger request_version_insert after insert on batches_recipient
  referencing new table as changed for each statement execute function batches_changed_of_recipient();
create trigger request_version_update after update on batches_recipient
  referencing new table as changed for each statement execute function batches_changed_of_recipient();
create trigger site_version after update on authorities_authority for each row
  when (old.name <> new.name or old.name_cy <> new.name_cy or old.slug <> new.slug)
  execute function site_changed();
create trigger site_version after update on accounts_team for each row
  when (old.name <> new.name) execute function site_changed();
"""

BACKWARD = """
drop trigger site_version on accounts_team;
drop trigger site_version on authorities_authority;
drop trigger request_version_update on batches_recipient;
drop trigger request_version_insert on batches_recipient;
drop trigger request_version_update on batches_batch;
drop function site_changed();
drop function batches_changed_of_recipient();
drop function batches_changed_of_batch();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("batches", "0004_two_checks_and_corrections"),
        ("requests", "0003_request_version"),
        ("authorities", "0002_welsh_name_and_alias_indexes"),
        ("accounts", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
