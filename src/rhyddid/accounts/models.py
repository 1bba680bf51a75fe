"""Person (the user model), Team and Membership."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

DEMO_DOMAIN = "@demo.example"  # the demo's people; their password is public


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
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

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["public_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.public_name or self.email


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    CHECKER = "checker", _("Checker")
    READER = "reader", _("Reader")


EDITING_ROLES = (Role.OWNER, Role.EDITOR)
CHECKING_ROLES = (Role.OWNER, Role.EDITOR, Role.CHECKER)


class Team(models.Model):
    """Who owns requests and batches together. A person who asks alone is a team of one."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(Person, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.name


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
