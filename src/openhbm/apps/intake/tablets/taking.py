"""What a tablet brings, item by item: one that cannot be taken keeps no other from being taken."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.intake.tablet_models import Tablet
from openhbm.apps.intake.tablets.actions import take_item
from openhbm.apps.intake.tablets.queries import tablet_by_id
from openhbm.apps.intake.tablets.storing import NotYet
from openhbm.apps.ledger.errors import ActionError, NotVisible

FILE_KIND = "openhbm tablet backup"


class State(StrEnum):
    """What became of an item."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item, in words for who made it."""

    id: str
    state: State
    message: str = ""
    remedy: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An item as it was brought."""

    id: str
    data: str


def take_items(brought: Iterable[Sealed], *, though_revoked: bool = False) -> list[Outcome]:
    """Take each in by itself, in the order in which they were made."""
    return [_taken(item, though_revoked) for item in brought]


def _taken(item: Sealed, though_revoked: bool) -> Outcome:
    try:
        item_id, sealed = UUID(item.id), base64.b64decode(item.data, validate=True)
    except (ValueError, binascii.Error):
        return Outcome(item.id[:40], State.REFUSED, _("The item is damaged."))
    try:
        done = take_item(by=None, item_id=item_id, sealed=sealed, though_revoked=though_revoked)
    except NotYet as waiting:
        return _outcome(item.id, State.LATER, waiting)
    except ActionError as refused:
        return _outcome(item.id, State.REFUSED, refused)
    except NotPermitted as refused:
        return Outcome(item.id, State.REFUSED, refused.message)
    except NotVisible:
        return Outcome(item.id, State.REFUSED, _("There is nothing here that you may see."))
    return Outcome(item.id, State.TAKEN, done.note)


def _outcome(item_id: str, state: State, error: ActionError) -> Outcome:
    return Outcome(item_id, state, error.message, error.remedy, error.field)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file of a tablet: whose it is, and the items that were unsent, text first."""

    tablet: Tablet
    items: tuple[Sealed, ...]


def read_backup(data: bytes) -> Backup:
    """A backup file; ActionError when it is none, or of a tablet that was not prepared here."""
    try:
        told: Any = json.loads(data)
        items = tuple(Sealed(str(one["id"]), str(one["sealed"])) for one in told["items"])
        kind, tablet_id = told["kind"], UUID(told["tablet"])
    except (ValueError, KeyError, TypeError, RecursionError):
        kind, items, tablet_id = "", (), None
    if kind != FILE_KIND or tablet_id is None:
        raise ActionError(
            _("This is no backup file of a tablet, or it is damaged."),
            remedy=_("Save it again on the tablet, and bring that file."),
        )
    tablet = tablet_by_id(None, tablet_id)
    if tablet is None:
        raise ActionError(
            _("The tablet of this file was not prepared at this node."),
            remedy=_("Bring the file to the node where the tablet was let in."),
        )
    return Backup(tablet, items)


def take_backup(
    backup: Backup,
    *,
    though_revoked: bool = False,
    tell: Callable[[int], object] = lambda done: None,
) -> list[Outcome]:
    """Take in the items of a file; what is here already is only told."""
    outcomes = []
    for item in backup.items:
        outcomes += take_items([item], though_revoked=though_revoked)
        tell(1)
    return outcomes
