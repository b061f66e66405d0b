"""Who uses the system, what they may read and write, and where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.records import Record


class UserManager(BaseUserManager["User"]):
    """Django's sign-in looks users up by this; making one is ``actions.add_user``."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(Record, AbstractBaseUser):
    """Somebody who signs in. What they may do follows from the roles they hold today."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    # Sign-in times are the journal's matter; a column would be written outside an action.
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: Any = UserManager()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "username display_name language is_active",
        Compartment.SECURITY: "password",
    }

    def __str__(self) -> str:
        return self.display_name or self.username


class RoleHeld(Record):
    """A role of the content pack, held by a user at one place (or everywhere) from–until."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=60)
    # The post's id and not a foreign key: places stand above accounts in the house.
    place_id = models.UUIDField(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "user role place_id from_at until_at",
    }


class Token(Record):
    """A bearer token of the API; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "user label expires_at revoked_at",
        Compartment.SECURITY: "digest",
    }
