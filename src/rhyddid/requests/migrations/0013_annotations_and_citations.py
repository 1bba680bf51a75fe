"""Annotations, citations, letters that wait for a look; triggers that raise the version of a request whose page shows them,
and the site's where an announcement changes.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = {
    "requests_annotation": "insert update delete",
    "requests_citation": "insert update delete",
    "requests_annotationsoff": "insert delete",
}
OTHERS = """
create function requests_changed_annotator() returns trigger language plpgsql as $$
begin
  insert into requests_requestchange (request_id)
    select distinct request_id from requests_annotation where by_id = new.id;
  return null;
end $$;
create trigger request_version after update on accounts_person for each row
  when (old.public_name <> new.public_name) execute function requests_changed_annotator();
create function requests_changed_site() returns trigger language plpgsql as $$
begin
  insert into requests_siteversion (id, version) values (1, 1)
    on conflict (id) do update set version = requests_siteversion.version + 1;
  return null;
end $$;
create trigger site_version after insert or update or delete on care_announcement
  for each statement execute function requests_changed_site();
create trigger site_version after insert or update on care_siteswitch
  for each statement execute function requests_changed_site();
"""
OTHERS_UNDO = """
drop trigger site_version on care_siteswitch;
drop trigger site_version on care_announcement;
drop function requests_changed_site();
drop trigger request_version on accounts_person;
drop function requests_changed_annotator();
"""


def _triggers() -> str:
    return "\n".join(
        f"create trigger request_version_{operation} after {operation} on {table} "
        f"referencing {'old' if operation == 'delete' else 'new'} table as changed for each statement "
        "execute function requests_changed_request();"
        for table, operations in TABLES.items()
        for operation in operations.split()
    )


def _undo() -> str:
    return "\n".join(
        f"drop trigger request_version_{operation} on {table};"
        for table, operations in TABLES.items()
        for operation in operations.split()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0012_tags_and_authority_figures"),
        ("care", "0004_tasks_claimed_takedowns_announcements"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnotationsOff",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="annotations_off",
                        serialize=False,
                        to="requests.request",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("shown", "Shown"),
                            ("waiting", "Waits for an operator"),
                            ("hidden", "Hidden by an operator"),
                            ("taken_back", "Taken back"),
                        ],
                        default="shown",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hidden_reason",
                    models.CharField(blank=True, help_text="Everybody reads it.", max_length=300),
                ),
                (
                    "spam_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="annotations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="requests.message",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annotations",
                        to="requests.request",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [
                    models.Index(fields=["request", "at", "id"], name="annotation_of_request"),
                    models.Index(fields=["by", "-at"], name="annotation_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="annotation_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "hidden"), _negated=True),
                            models.Q(("hidden_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="annotation_hidden_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=500)),
                ("title", models.CharField(max_length=250)),
                ("source", models.CharField(blank=True, help_text="Who published it.", max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("research", "Research"),
                            ("campaign", "Campaign"),
                            ("parliament", "Parliament or council"),
                            ("other", "Elsewhere"),
                        ],
                        default="news",
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="requests.request",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at", None)), fields=["-at", "-id"], name="citation_newest"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("request", "url"),
                        name="citation_once_per_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="citation_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("url__regex", "^https?://")), name="citation_leads_to_the_web"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterHold",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="letter_hold",
                        serialize=False,
                        to="requests.request",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("leaves_at", models.DateTimeField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "released",
                    models.BooleanField(blank=True, help_text="Empty while nobody has decided.", null=True),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("released", None)),
                            models.Q(("decided_at__isnull", False), ("released__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_hold_decided_with_a_time",
                    )
                ],
            },
        ),
        migrations.RunSQL(_triggers(), _undo()),
        migrations.RunSQL(OTHERS, OTHERS_UNDO),
    ]
