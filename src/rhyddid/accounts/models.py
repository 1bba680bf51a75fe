"""Person (the user model), Team and Membership, invitations to a team, and the names that a team had."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts import token_models as token_models  # its tables belong to this app
from rhyddid.wording import gettext_noop

NAME_REMOVED = gettext_noop("Name removed")  # what is kept, and shown translated, where a name was
DEMO_DOMAIN = "@demo.example"  # the demo's people; their password is public


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        # made by an operator or by a program: nobody has to confirm this address
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. The public sees `public_name`; letters are signed with `legal_name` (FOIA s.8)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    public_name = models.CharField(_("public name"), max_length=200)
    legal_name = models.CharField(_("name on letters"), max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en", choices=[("en", "English"), ("cy", "Cymraeg")])
    trust = models.PositiveSmallIntegerField(
        default=0, help_text=_("How far an operator trusts this person; sets how large a batch may be.")
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["public_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.shown_name or self.email

    @property
    def shown_name(self) -> str:
        """The public name, as the page's language says it where it was removed."""
        return _shown(self.public_name)


def _shown(name: str) -> str:
    return gettext(NAME_REMOVED) if name == NAME_REMOVED else name


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    CHECKER = "checker", _("Checker")
    READER = "reader", _("Reader")


EDITING_ROLES = (Role.OWNER, Role.EDITOR)
CHECKING_ROLES = (Role.OWNER, Role.EDITOR, Role.CHECKER)


class Team(models.Model):
    """Who owns requests and batches together. A person who asks alone is a team of one: `alone`, under their public name."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    alone = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="team_of_one"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(Person, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, as the page's language says it where it was removed."""
        return _shown(self.name)


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="one_role_per_person_and_team")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role}) in {self.team}"


class TeamOldSlug(models.Model):
    """An address that a team's page had; it leads to where the page is now, and no other team gets it."""

    slug = models.SlugField(max_length=80, primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="old_slugs")
    left_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Invitation(models.Model):
    """An invitation to a team. Only the hash of its link's token is here; the link can be used once, until `expires_at`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=10, choices=Role)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(withdrawn_at=None),
                name="invitation_used_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team}"
