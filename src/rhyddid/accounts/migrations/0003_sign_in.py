from django.conf import settings
from django.db import migrations

# what Django's cache in the database wants; the limits of signing in are counted there, and need not outlive a crash
CACHE = """
create unlogged table accounts_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamp with time zone not null
);
create index accounts_cache_expires on accounts_cache (expires);
"""


def confirm_known_addresses(apps, schema_editor):
    """Everybody until now was made by an operator: their addresses need no confirming."""
    Person = apps.get_model("accounts", "Person")
    EmailAddress = apps.get_model("account", "EmailAddress")
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user_id=pk, email=email, verified=True, primary=True)
            for pk, email in Person.objects.filter(emailaddress=None).values_list("pk", "email")
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_teams_and_invitations"),
        ("account", "0009_emailaddress_unique_primary_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CACHE, "drop table accounts_cache"),
        migrations.RunPython(confirm_known_addresses, migrations.RunPython.noop),
    ]
