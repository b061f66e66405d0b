"""``hbm user``: who may sign in, and as what."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from uuid import UUID

from django.core.management.base import CommandError
from django.db import transaction

from openhbm.apps.accounts.actions import add_user, give_role, issue_token, set_password
from openhbm.apps.accounts.queries import User, roles_of, user_named, users_visible_to
from openhbm.apps.accounts.recovery.actions import RECOVERY_MINUTES, issue_recovery
from openhbm.apps.accounts.signing_in.actions import deactivate_user, reactivate_user
from openhbm.apps.places.queries import post_for
from openhbm.cli.command import NounCommand, Options, Verb, takes_actor, takes_json
from openhbm.cli.passwords import password_asked, takes_password
from openhbm.content.loader import pack
from openhbm.content.schemas.roles import Role

RoleAt = tuple[str, UUID | None]


class Command(NounCommand):
    help = "Add users, give roles, issue API tokens."

    def verbs(self) -> Iterable[Verb]:
        yield Verb("add", "Add a user.", self.add, add_arguments)
        yield Verb("role", "Give a user one more role.", self.give, role_arguments)
        yield Verb("list", "List users and their roles.", self.list, shown_as)
        yield Verb("password", "Set a user's password.", self.password, password_arguments)
        yield Verb("recover", "Make a one-time code for a new password.", self.recover, one_user)
        yield Verb("deactivate", "Let a user in no more, at once.", self.deactivate, one_user)
        yield Verb("reactivate", "Let a user in again.", self.reactivate, one_user)
        yield Verb("token", "Issue a token for the API, shown once.", self.token, token_arguments)

    def add(self, options: Options) -> None:
        by = self.actor(options)
        roles = [role_at(by, text) for text in options["role"]]
        password = password_asked(options)
        with transaction.atomic():
            user = add_user(
                by=by,
                username=options["username"],
                password=password,
                display_name=options["name"],
                language=options["language"],
            )
            for role, place_id in roles:
                give_role(by=by, user=user, role=role, place_id=place_id)
        self.tell(options, figures_of(user), [f"Added {user.username}: {roles_text(user)}."])

    def give(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        role, place_id = role_at(by, options["role"])
        give_role(by=by, user=user, role=role, place_id=place_id)
        self.tell(options, figures_of(user), [f"{user.username}: {roles_text(user)}."])

    def list(self, options: Options) -> None:
        users = [figures_of(user) for user in users_visible_to(self.actor(options))]
        lines = [f"{u['username']:<20} {u['name']:<30} {', '.join(u['roles'])}" for u in users]
        self.tell(options, {"users": users}, lines)

    def password(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        set_password(by=by, user=user, password=password_asked(options))
        self.tell(options, figures_of(user), [f"The password of {user.username} was set."])

    def recover(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        code = issue_recovery(by=by, user=user)
        figures = {"username": user.username, "code": code, "minutes": RECOVERY_MINUTES}
        told = f"{user.username} opens “I have a recovery code” at sign-in. It holds for"
        self.tell(options, figures, [code, f"{told} {RECOVERY_MINUTES} minutes."])

    def deactivate(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        deactivate_user(by=by, user=user)
        lines = [f"{user.username} is deactivated: sessions and tokens have ended."]
        self.tell(options, figures_of(user), lines)

    def reactivate(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        reactivate_user(by=by, user=user)
        self.tell(options, figures_of(user), [f"{user.username} may sign in again."])

    def token(self, options: Options) -> None:
        by = self.actor(options)
        user = user_named(by, options["username"])
        text = issue_token(by=by, user=user, label=options["label"], days=options["days"])
        self.tell(options, {"username": user.username, "token": text}, [text])


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--name", default="", help="the name that colleagues see")
    parser.add_argument("--language", default="en", help="language of the pages")
    parser.add_argument(
        "--role", action="append", default=[], metavar="ROLE[@POST]", help="may be repeated"
    )
    takes_password(parser)
    shown_as(parser)


def role_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("role", metavar="ROLE[@POST]")
    shown_as(parser)


def password_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    takes_password(parser)
    shown_as(parser)


def one_user(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    shown_as(parser)


def token_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--label", default="command line", help="what the token is for")
    parser.add_argument("--days", type=int, default=90, help="days until it ends")
    shown_as(parser)


def shown_as(parser: ArgumentParser) -> None:
    takes_actor(parser)
    takes_json(parser)


def role_at(by: User, text: str) -> RoleAt:
    """``border_officer@PL-MED`` as the role's id and the post's; CommandError for unknown roles."""
    role, _at, post = text.partition("@")
    if role not in pack().all(Role):
        raise CommandError(f"There is no role {role}. Roles: {', '.join(pack().all(Role))}")
    return role, post_for(by, post).id if post else None


def figures_of(user: User) -> dict[str, object]:
    return {"username": user.username, "name": str(user), "roles": sorted(roles_of(user))}


def roles_text(user: User) -> str:
    return ", ".join(sorted(roles_of(user))) or "no role yet"
