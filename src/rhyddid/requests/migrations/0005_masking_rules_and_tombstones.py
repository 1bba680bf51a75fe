"""Masking rules, tombstones of what was erased, passes that read again; and what the public's search looks in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rhyddid.mail.tokens import mask_tokens
from rhyddid.redaction.apply import apply
from rhyddid.redaction.personal_data import find_personal_data

_LOT = 1000


def fill_public_columns(apps, schema_editor):
    """The masked subjects and references of the requests that are there; there are no rules yet."""
    Request = apps.get_model("requests", "Request")
    last = 0
    while lot := list(Request.objects.filter(pk__gt=last).order_by("pk")[:_LOT]):
        for request in lot:
            request.public_subject = _masked(request.subject)[:500]
            request.public_reference = _masked(request.authority_reference)[:200]
        Request.objects.bulk_update(lot, ["public_subject", "public_reference"])
        last = lot[-1].pk


def _masked(text):
    return mask_tokens(apply(text, find_personal_data(text)))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("authorities", "0002_welsh_name_and_alias_indexes"),
        ("requests", "0004_upload_links_and_draft_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MaskingEdition",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="MaskingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("site", "The whole site"),
                            ("authority", "One authority's requests"),
                            ("request", "One request"),
                            ("person", "One person's name, everywhere"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phrase", "These words"),
                            ("pattern", "A regular expression"),
                            ("name", "A person's name"),
                            ("exemption", "Never mask this"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=300)),
                (
                    "shown_as",
                    models.CharField(blank=True, help_text="What stands there instead.", max_length=60),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RereadRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("since", models.DateField(blank=True, null=True)),
                ("upto_message", models.BigIntegerField(default=0)),
                ("last_message", models.BigIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "changed",
                    models.JSONField(
                        blank=True, default=dict, help_text="How many letters changed in which way."
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-started_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("message", "Letter"), ("file", "File"), ("person", "Person")], max_length=10
                    ),
                ),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("came_again", models.PositiveIntegerField(default=0)),
                ("came_again_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="request",
            name="held_because",
            field=models.CharField(
                blank=True,
                help_text="A legal hold: while this says why, nothing here is erased.",
                max_length=250,
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="public_reference",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="request",
            name="public_subject",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The subject as everybody may read it: what the public's search looks in.",
                max_length=500,
            ),
        ),
        migrations.AddConstraint(
            model_name="maskingedition",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="one_masking_edition"),
        ),
        migrations.AddField(
            model_name="maskingrule",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="masking_rules",
                to="authorities.authority",
            ),
        ),
        migrations.AddField(
            model_name="maskingrule",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="maskingrule",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="masking_rules",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="maskingrule",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="masking_rules",
                to="requests.request",
            ),
        ),
        migrations.AddField(
            model_name="maskingrule",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rereadrun",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="requests.request",
            ),
        ),
        migrations.AddField(
            model_name="rereadrun",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="attachment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tombstones",
                to="requests.attachment",
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tombstone",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tombstones",
                to="requests.message",
            ),
        ),
        migrations.AddIndex(
            model_name="maskingrule",
            index=models.Index(condition=models.Q(("undone_at", None)), fields=["-at"], name="rule_standing"),
        ),
        migrations.AddConstraint(
            model_name="maskingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority", None), ("person", None), ("request", None), ("scope", "site")),
                    models.Q(
                        ("authority__isnull", False),
                        ("person", None),
                        ("request", None),
                        ("scope", "authority"),
                    ),
                    models.Q(
                        ("authority", None),
                        ("person", None),
                        ("request__isnull", False),
                        ("scope", "request"),
                    ),
                    models.Q(("authority", None), ("kind", "name"), ("request", None), ("scope", "person")),
                    _connector="OR",
                ),
                name="rule_has_its_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="maskingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", ""), _negated=True), name="rule_has_a_value"
            ),
        ),
        migrations.RunSQL(
            "insert into requests_maskingedition (id, name) values (1, 'first') on conflict do nothing",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(fill_public_columns, migrations.RunPython.noop),
    ]
