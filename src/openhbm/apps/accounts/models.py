"""Who uses the system, what they may read and write, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.crypto import salted_hmac

from openhbm.apps.accounts.codes import GlassOutcome
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
    # Sessions begun before are over: after a deactivation, a recovery, a sign-out everywhere.
    sessions_since_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: Any = UserManager()

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "username display_name language is_active sessions_since_at",
        Compartment.SECURITY: "password",
    }

    def __str__(self) -> str:
        return self.display_name or self.username

    @staticmethod
    def arriving(values: dict[str, Any], node: str) -> dict[str, Any]:
        """Somebody of another node, as they stand here: named with it, and without a password.

        Two nodes may each have their own "admin"; nobody signs in where no secret of theirs is.
        """
        if "username" not in values:
            return values
        name = f"@{node}"
        return values | {"username": str(values["username"])[: 60 - len(name)] + name}

    @staticmethod
    def from_elsewhere(
        verb: str, key: str, values: dict[str, Any], is_made_here: Callable[[str], bool]
    ) -> dict[str, Any] | None:
        """What another node may tell of an account: of one of this node only that it is shut."""
        if not is_made_here(f"accounts.user:{key}"):
            return values
        if verb != "change" or values.get("is_active") is True:
            return None
        return {n: value for n, value in values.items() if n in ("is_active", "sessions_since_at")}

    def check_password(self, raw_password: str) -> bool:
        """Whether it is the password; unlike Django's, this never writes a newer hash aside."""
        return check_password(raw_password, self.password)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be this user's: it ends with the password or by an act."""
        since = self.sessions_since_at.isoformat() if self.sessions_since_at else ""
        bound = salted_hmac("openhbm sessions", self.password + since, algorithm="sha256")
        return bound.hexdigest()


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

    @staticmethod
    def from_elsewhere(
        verb: str, key: str, values: dict[str, Any], is_made_here: Callable[[str], bool]
    ) -> dict[str, Any] | None:
        """What another node may tell of roles: nothing of those that accounts of this one hold."""
        holder = values.get("user")
        is_own = is_made_here(f"accounts.roleheld:{key}")
        return None if is_own or (holder and is_made_here(f"accounts.user:{holder}")) else values


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


class BrokenGlass(Record):
    """A record beyond the user's posts, opened with a reason for a few hours and reviewed after.

    ``number`` is what the user asked for; ``person_id`` is empty when there was no such record.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="glass_broken")
    number = models.CharField(max_length=40)
    # The person's id and not a foreign key: people stand above accounts in the house.
    person_id = models.UUIDField(null=True)
    reason = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="glass_reviewed"
    )
    reviewed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, choices=GlassOutcome.choices)
    note = models.TextField(blank=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: "user from_at until_at reviewed_by reviewed_at outcome",
        Compartment.IDENTITY: "number person_id reason note",
    }


class Device(Record):
    """A tablet, phone or computer that a post let in; only the hash of its secret is kept."""

    label = models.CharField(max_length=80)
    # The post's id and not a foreign key, as in RoleHeld.
    place_id = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    # For a client that signs what it collects offline.
    public_key = models.TextField(blank=True)
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices_enrolled")
    enrolled_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="devices_revoked"
    )
    revoked_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: """
            label place_id public_key enrolled_by enrolled_at last_seen_at revoked_by revoked_at
        """,
        Compartment.SECURITY: "digest",
    }

    def __str__(self) -> str:
        return self.label


class DeviceUse(Record):
    """That a user signs in on a device, and when last."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="device_uses")
    used_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "device user used_at"}


class OneTimeCode(Record):
    """A short-lived code, shown once: for a user's recovery, or for letting a device in."""

    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    # Whose recovery; nobody's for a device.
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="recoveries")
    place_id = models.UUIDField(null=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="codes_issued")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # When the user was told, at sign-in, who had issued it.
    told_at = models.DateTimeField(null=True)

    compartments: ClassVar = {
        Compartment.OPERATIONAL: """
            purpose user place_id issued_by issued_at expires_at used_at told_at
        """,
        Compartment.SECURITY: "digest",
    }


class SessionLimits(Record):
    """How long this node's sessions last; the newest row counts."""

    idle_minutes = models.PositiveIntegerField()
    absolute_hours = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    compartments: ClassVar = {Compartment.OPERATIONAL: "idle_minutes absolute_hours set_at"}
