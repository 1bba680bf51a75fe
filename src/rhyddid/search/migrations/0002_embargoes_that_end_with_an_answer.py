"""An embargo that ends with an answer is on again where the answer is taken back: the entry is closed at once."""

from django.db import migrations

CLOSING = """
create or replace trigger search_closed after update on requests_request for each row
  when (old.visibility <> new.visibility or old.embargoed_until is distinct from new.embargoed_until
        or old.own_personal_data <> new.own_personal_data or old.embargo_ends <> new.embargo_ends)
  execute function search_request_closed();
create function search_state_closed() returns trigger language plpgsql as $$
begin
  update search_searchentry set public_from = null
    where request_id = new.request_id and public_from is not null
      and exists (select 1 from requests_request r where r.id = new.request_id and r.embargo_ends <> '');
  return null;
end $$;
create trigger search_closed after update on requests_requeststate for each row
  when (old.state <> new.state and old.state in ('answered', 'refused', 'review_answered'))
  execute function search_state_closed();
"""
OPENING = """
drop trigger search_closed on requests_requeststate;
drop function search_state_closed();
create or replace trigger search_closed after update on requests_request for each row
  when (old.visibility <> new.visibility or old.embargoed_until is distinct from new.embargoed_until
        or old.own_personal_data <> new.own_personal_data)
  execute function search_request_closed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("requests", "0011_embargo_ends_with_an_answer"),
    ]

    operations = [migrations.RunSQL(CLOSING, OPENING)]
