"""Writes about users: adding, roles, passwords, tokens."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.codes import GlassOutcome
from openhbm.apps.accounts.models import BrokenGlass, RoleHeld, Token, User
from openhbm.apps.accounts.permissions import (
    NotPermitted,
    forget_roles,
    require,
)
from openhbm.apps.accounts.tokens import token_digest
from openhbm.apps.ledger.checking import check_value
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.content.loader import pack
from openhbm.content.permissions import WALLED, Permission
from openhbm.content.schemas.roles import Role

TOKEN_DAYS = 90
GLASS_HOURS = 3
GLASS_REASON_LENGTH = 15


@action
def add_user(
    *,
    by: User | None,
    username: str,
    password: str | None,
    display_name: str = "",
    language: str = "en",
    at: datetime | None = None,
) -> User:
    """Add a user; ``by`` is None only for the first one of a node. ActionError when taken."""
    _require_administering(by)
    check_value(username, "username")
    username = username.strip()
    if not username:
        raise ActionError(_("A user needs a user name."), field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise ActionError(
            _("The user name %(name)s is taken.") % {"name": username},
            field="username",
            remedy=_("Choose another one."),
        )
    user = User(username=username, display_name=display_name or username, language=language)
    user.set_password(password)
    with entry("user_added", by=by, at=at) as e:
        e.create(user)
    return user


@action
def set_password(*, by: User, user: User, password: str, at: datetime | None = None) -> None:
    """Replace a user's password: one's own, or as an administrator."""
    if by.id != user.id:
        _require_administering(by)
    with entry("password_changed", by=by, at=at) as e:
        user.set_password(password)
        new, user.password = user.password, ""
        e.change(user, password=new)


@action
def give_role(
    *,
    by: User | None,
    user: User,
    role: str,
    place_id: UUID | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    at: datetime | None = None,
) -> RoleHeld:
    """Give a role of the content pack at a post (or everywhere), from–until.

    Nobody gives a role to themselves; ``by`` is None only when a node is set up.
    """
    _require_administering(by)
    if by is not None and by.id == user.id:
        raise NotPermitted(_("Nobody gives a role to themselves. Ask another administrator."))
    if role not in pack().all(Role):
        raise ActionError(
            _("There is no role %(role)s.") % {"role": role},
            field="role",
            remedy=_("Choose one of: %(roles)s.") % {"roles": ", ".join(pack().all(Role))},
        )
    _check_place(pack().all(Role)[role], place_id)
    _check_wall(user, pack().all(Role)[role], from_at or at or timezone.now(), until_at)
    held = RoleHeld(
        user=user,
        role=role,
        place_id=place_id,
        from_at=from_at or at or timezone.now(),
        until_at=until_at,
    )
    with entry("role_given", by=by, at=at) as e:
        e.create(held)
    forget_roles(user)
    return held


def _check_place(role: Role, place_id: UUID | None) -> None:
    """A caseworker of every service would see every referral; that role does not exist."""
    if role.scope == "service" and place_id is None:
        raise ActionError(
            _("The role %(role)s is held at a service.") % {"role": role.id},
            field="place",
            remedy=_("Choose the service whose referrals the person receives."),
        )


def _check_wall(user: User, role: Role, from_at: datetime, until_at: datetime | None) -> None:
    """Nobody stands on both sides of the wall: enforcement here, trust there."""
    known = pack().all(Role)
    others = RoleHeld.objects.filter(user=user).exclude(until_at__lte=from_at)
    if until_at is not None:
        others = others.filter(from_at__lt=until_at)
    for other in (known[held.role] for held in others if held.role in known):
        if _is_across_the_wall(role, other) or _is_across_the_wall(other, role):
            raise ActionError(
                _("%(name)s holds the role %(other)s, which does not go together with %(role)s.")
                % {"name": user, "other": other.id, "role": role.id},
                field="role",
                remedy=_("End that role first: what is said in trust stays behind the wall."),
            )


def _is_across_the_wall(one: Role, other: Role) -> bool:
    return one.enforcement and any(other.allows(permission) for permission in WALLED)


@action
def end_role(*, by: User, held: RoleHeld, at: datetime | None = None) -> RoleHeld:
    """End a role now."""
    _require_administering(by)
    with entry("role_ended", by=by, at=at) as e:
        e.change(held, until_at=at or timezone.now())
    forget_roles(held.user)
    return held


@action
def break_glass(
    *,
    by: User,
    number: str,
    person_id: UUID | None,
    reason: str,
    at: datetime | None = None,
) -> BrokenGlass:
    """Open one person's record beyond the user's posts for `GLASS_HOURS`.

    The data-protection officer finds it under what is to be reviewed. ``person_id`` is None when
    there is no such record: that somebody asked is kept all the same, and they are told the same.
    """
    require(by, Permission.BREAK_GLASS)
    if len(reason.strip()) < GLASS_REASON_LENGTH:
        raise ActionError(
            _("Opening a record needs a reason that another person can judge."),
            field="reason",
            remedy=_("Write in a sentence what is at stake, without names."),
        )
    at = at or timezone.now()
    until = at + timedelta(hours=GLASS_HOURS)
    opened = BrokenGlass(
        user=by, number=number, person_id=person_id, reason=reason.strip(), from_at=at,
        until_at=until,
    )  # fmt: skip
    with entry("glass_broken", by=by, at=at, purpose="break glass") as e:
        e.create(opened)
    forget_roles(by)
    return opened


@action
def review_glass(
    *, by: User, opened: BrokenGlass, outcome: str, note: str, at: datetime | None = None
) -> BrokenGlass:
    """Say whether the glass was rightly broken; never about oneself, and once."""
    require(by, Permission.REVIEW_BREAK_GLASS)
    if opened.user_id == by.id:
        raise NotPermitted(_("Nobody reviews their own act. Ask another officer."))
    if outcome not in GlassOutcome.values:
        raise ActionError(
            _("%(outcome)s is not an outcome of a review.") % {"outcome": outcome},
            field="outcome",
            remedy=_("Choose one of: %(all)s.") % {"all": ", ".join(GlassOutcome.values)},
        )
    if opened.reviewed_at is not None:
        raise ActionError(_("This has been reviewed already."), field="outcome")
    if outcome != GlassOutcome.JUSTIFIED and not note.strip():
        raise ActionError(_("Say why, so that it can be followed up."), field="note")
    at = at or timezone.now()
    with entry("glass_reviewed", by=by, at=at) as e:
        e.change(opened, reviewed_by=by, reviewed_at=at, outcome=outcome, note=note.strip())
    return opened


@action
def issue_token(
    *, by: User, user: User, label: str, days: int = TOKEN_DAYS, at: datetime | None = None
) -> str:
    """Make a bearer token; the only time that its text can be seen."""
    if by.id != user.id:
        _require_administering(by)
    text = "hbm_" + secrets.token_urlsafe(32)
    expires = (at or timezone.now()) + timedelta(days=days)
    with entry("token_issued", by=by, at=at) as e:
        e.create(Token(user=user, label=label, digest=token_digest(text), expires_at=expires))
    return text


@action
def revoke_token(*, by: User, token: Token, at: datetime | None = None) -> None:
    """End a token now: one's own, or as an administrator."""
    if by.id != token.user_id:
        _require_administering(by)
    with entry("token_revoked", by=by, at=at) as e:
        e.change(token, revoked_at=at or timezone.now())


def _require_administering(by: User | None) -> None:
    """Accounts belong to those who run the whole system; None is the set-up of a node."""
    if by is not None:
        require(by, Permission.ADMINISTER_USERS)
