"""Writes of a recovery: issuing a code, using it, telling the user."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import OneTimeCode, User
from openhbm.apps.accounts.permissions import NotPermitted, require
from openhbm.apps.accounts.recovery.queries import RECOVERY, may_recover, untold_recoveries
from openhbm.apps.accounts.signing_in.actions import remove_second_factors
from openhbm.apps.accounts.tokens import code_digest, new_code
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.permissions import Permission

RECOVERY_MINUTES = 15


@action
def issue_recovery(*, by: User, user: User, at: datetime | None = None) -> str:
    """Make a code with which a colleague sets a new password; the only time it can be seen.

    Refused for oneself, for whoever has more rights and for whoever works elsewhere. Codes made
    before for the same user end.
    """
    require(by, Permission.RECOVER_ACCOUNTS)
    if not may_recover(by, user):
        raise NotPermitted(
            _("You may not recover this account. Ask its administrator, or another supervisor.")
        )
    at = at or timezone.now()
    text = new_code(2)
    code = OneTimeCode(
        purpose=RECOVERY,
        digest=code_digest(text),
        user=user,
        issued_by=by,
        issued_at=at,
        expires_at=at + timedelta(minutes=RECOVERY_MINUTES),
    )
    with entry("recovery_issued", by=by, at=at) as e:
        for former in _open_codes(user, at):
            e.change(former, expires_at=at)
        e.create(code)
    return text


@action
def recover_account(
    *, by: None, username: str, code: str, password: str, at: datetime | None = None
) -> User:
    """Set a new password with a code; second factors, sessions and tokens of before end.

    An unknown user, a wrong code and one that is over are refused in the same words.
    """
    at = at or timezone.now()
    hold_journal()  # one code, used by two at once, lets one of them in
    found = _code(code, username, at)
    user = found.user
    _check_password(password, user)
    remove_second_factors(by=user, user=user, at=at)
    with entry("account_recovered", by=user, at=at) as e:
        e.change(found, used_at=at)
        user.set_password(password)
        new, user.password = user.password, ""
        e.change(user, password=new, sessions_since_at=at)
        for token in user.tokens.filter(revoked_at=None):
            e.change(token, revoked_at=at)
    return user


@action
def tell_recoveries(*, by: User, at: datetime | None = None) -> list[OneTimeCode]:
    """The recoveries to tell the user of now; each is told once."""
    told = list(untold_recoveries(by))
    if told:
        with entry("recovery_told", by=by, at=at) as e:
            for code in told:
                e.change(code, told_at=at or timezone.now())
    return told


def _open_codes(user: User, at: datetime) -> list[OneTimeCode]:
    mine = OneTimeCode.objects.filter(purpose=RECOVERY, user=user)
    return list(mine.filter(used_at=None, expires_at__gt=at))


def _code(text: str, username: str, at: datetime) -> OneTimeCode:
    valid = OneTimeCode.objects.select_related("user", "issued_by").filter(
        purpose=RECOVERY, digest=code_digest(text), used_at=None, expires_at__gt=at
    )
    name = username.strip().casefold()
    for found in valid:
        # Asked anew: either may have got or lost roles since, or have been deactivated.
        if found.user.username.casefold() == name and may_recover(found.issued_by, found.user):
            return found
    raise ActionError(
        _("This code does not fit this user name, or it is over."),
        field="code",
        remedy=_("Check both, or ask your supervisor for a new code."),
    )


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ActionError(" ".join(error.messages), field="password") from None
