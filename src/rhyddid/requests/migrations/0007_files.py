"""What scans found in files, people's decisions about suspect ones, redacted copies for the public, pictures of pages."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# pages that are kept, and the index, show something else once a file is withheld, released or redacted
TRIGGERS = "".join(
    f"create trigger request_version_{operation} after {operation} on {table} referencing new table as changed "
    "for each statement execute function requests_changed_of_attachment();"
    for table in ("requests_filecheck", "requests_publiccopy")
    for operation in ("insert", "update")
)
DROPPED = "".join(
    f"drop trigger request_version_{operation} on {table};"
    for table in ("requests_filecheck", "requests_publiccopy")
    for operation in ("insert", "update")
)
# what came in before there were scans is withheld until a job has looked at it
UNCHECKED = """
insert into requests_filecheck (attachment_id, finds, is_inspected, virus, virus_name, problems, rules_version, hold,
    checked_at)
  select a.id, '[]', false, 'off', '', '{not_checked}', 0, 'waiting', now()
  from requests_attachment a join requests_message m on m.id = a.message_id where m.direction = 'in'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0005_two_checks_and_proposals"),
        ("requests", "0006_delivery_held_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file_check",
                        serialize=False,
                        to="requests.attachment",
                    ),
                ),
                ("finds", models.JSONField(blank=True, default=list)),
                ("is_inspected", models.BooleanField(default=False)),
                (
                    "virus",
                    models.CharField(
                        choices=[
                            ("off", "No virus scanner is set up"),
                            ("waiting", "Not scanned for viruses yet"),
                            ("clean", "No virus found"),
                            ("found", "A virus was found"),
                            ("too_large", "Larger than the virus scanner takes"),
                        ],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("virus_name", models.CharField(blank=True, max_length=200)),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "problems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("rules_version", models.PositiveSmallIntegerField(default=0)),
                (
                    "hold",
                    models.CharField(
                        choices=[
                            ("free", "Not withheld"),
                            ("waiting", "Withheld until somebody has decided"),
                            ("kept", "Withheld by a decision"),
                            ("copy_only", "Only a redacted copy is shown"),
                        ],
                        default="free",
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("hold", "free"), _negated=True),
                        fields=["hold"],
                        name="file_withheld",
                    ),
                    models.Index(
                        condition=models.Q(("is_inspected", False), ("virus", "waiting"), _connector="OR"),
                        fields=["attachment"],
                        name="file_to_be_checked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file_decisions",
                        to="requests.attachment",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("release", "Release it"),
                            ("release_copy", "Release a redacted copy only"),
                            ("keep", "Keep it withheld"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "problems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
            },
        ),
        migrations.CreateModel(
            name="PublicCopy",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="public_copy",
                        serialize=False,
                        to="requests.attachment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being made"), ("made", "Made"), ("refused", "Text only")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("extension", models.CharField(blank=True, max_length=10)),
                ("size", models.PositiveBigIntegerField(default=0)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why there is none: a sentence.", max_length=300),
                ),
                ("removed", models.JSONField(blank=True, default=list)),
                ("rules", models.CharField(blank=True, max_length=80)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "made"), _negated=True),
                            models.Q(("sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="copy_that_is_made_has_bytes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FilePreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="previews",
                        to="requests.attachment",
                    ),
                ),
                ("of_file", models.CharField(max_length=64)),
                ("page", models.PositiveIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("content_type", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("pages", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attachment", "of_file", "page"), name="one_preview_of_a_page"
                    )
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, DROPPED),
        migrations.RunSQL(UNCHECKED, migrations.RunSQL.noop),
    ]
