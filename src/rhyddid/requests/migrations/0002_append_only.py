"""Events are append-only: the database refuses to change one, and to delete one outside an erasure.

A transaction that erases (a rehearsal thrown away, a person's right) says so: `set local rhyddid.erasing = 'on'`.
"""

from django.db import migrations

FORWARD = """
create function rhyddid_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('rhyddid.erasing', true) = 'on' then
    return old;
  end if;
  if tg_op = 'UPDATE' and current_setting('rhyddid.erasing', true) = 'on' then
    return new;
  end if;
  raise exception 'rows of % are only ever added', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger event_append_only before update or delete on requests_event
  for each row execute function rhyddid_append_only();
create trigger audit_append_only before update or delete on care_auditentry
  for each row execute function rhyddid_append_only();
"""

BACKWARD = """
drop trigger audit_append_only on care_auditentry;
drop trigger event_append_only on requests_event;
drop function rhyddid_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial"), ("care", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
