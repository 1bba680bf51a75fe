"""A version for each request, raised by the schema itself whenever anything that a page of it shows changes.

Pages that are kept, and the search index, ask it whether they are still true. Being triggers, it cannot be forgotten by
a service that is written later. They only add rows, so that no two transactions wait for each other; a worker counts the
rows into the version.
"""

from django.db import migrations, models

# where a changed row's requests are found; every trigger sees its rows as the table `changed`
PATHS = {
    "itself": "select id as request_id from changed",
    "request": "select request_id from changed",
    "message": "select l.request_id from requests_messageinrequest l join changed c on c.id = l.message_id",
    "of_message": "select l.request_id from requests_messageinrequest l join changed c on c.message_id = l.message_id",
    "of_attachment": """select l.request_id from requests_messageinrequest l
        join requests_attachment a on a.message_id = l.message_id join changed c on c.attachment_id = a.id""",
}
TABLES = {
    "requests_request": ("itself", "insert update"),
    "requests_requeststate": ("request", "insert update"),
    "requests_question": ("request", "insert update delete"),
    "requests_event": ("request", "insert"),
    "requests_messageinrequest": ("request", "insert update delete"),
    "requests_message": ("message", "update"),
    "requests_attachment": ("of_message", "insert update delete"),
    "requests_attachmentpage": ("of_attachment", "insert update delete"),
    "requests_delivery": ("of_message", "update"),
    "requests_reading": ("request", "insert update"),
    "requests_judgement": ("request", "insert update"),
}


def _functions() -> str:
    bodies = [
        f"""create function requests_changed_{name}() returns trigger language plpgsql as $$
begin
  insert into requests_requestchange (request_id) select distinct request_id from ({query}) found;
  return null;
end $$;"""
        for name, query in PATHS.items()
    ]
    bodies.append(
        """create function requests_gone() returns trigger language plpgsql as $$
begin
  delete from requests_requestchange where request_id in (select id from changed);
  delete from requests_requestversion where request_id in (select id from changed);
  return null;
end $$;"""
    )
    return "\n".join(bodies)


def _triggers() -> str:
    lines = []
    for table, (path, operations) in TABLES.items():
        for operation in operations.split():
            rows = "old" if operation == "delete" else "new"
            lines.append(
                f"create trigger request_version_{operation} after {operation} on {table} "
                f"referencing {rows} table as changed for each statement "
                f"execute function requests_changed_{path}();"
            )
    lines.append(
        "create trigger request_version_gone after delete on requests_request "
        "referencing old table as changed for each statement execute function requests_gone();"
    )
    return "\n".join(lines)


def _undo() -> str:
    lines = ["drop trigger request_version_gone on requests_request;", "drop function requests_gone();"]
    for table, (_, operations) in TABLES.items():
        lines += [f"drop trigger request_version_{each} on {table};" for each in operations.split()]
    return "\n".join(lines + [f"drop function requests_changed_{name}();" for name in PATHS])


class Migration(migrations.Migration):
    dependencies = [("requests", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="RequestVersion",
            fields=[
                ("request_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(default=1)),
                ("unindexed", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("unindexed", True)),
                        fields=["request_id"],
                        name="request_unindexed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("request_id", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="SiteVersion",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_site_version")
                ],
            },
        ),
        migrations.RunSQL("insert into requests_siteversion (id, version) values (1, 1)", "select 1"),
        migrations.RunSQL(_functions() + _triggers(), _undo()),
        migrations.RunSQL(
            "insert into requests_requestversion (request_id, version, unindexed) "
            "select id, 1, true from requests_request",
            "select 1",
        ),
    ]
