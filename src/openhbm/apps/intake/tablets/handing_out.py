"""What a user of a tablet may find while cut off: the newest records, and keys of many more.

All of it is within the user's reach, and each handing out is journalled as a read. Keys are hashes
under a salt made for this handing out: they find somebody whose name is typed, and tell no name.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may
from openhbm.apps.intake.tablet_models import Tablet
from openhbm.apps.intake.tablets.keys import sealing_keys
from openhbm.apps.ledger.actions import note_read
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.queries import this_node
from openhbm.apps.people.models import Person
from openhbm.apps.people.queries import people_visible_to
from openhbm.apps.people.search.queries import keys_within_reach
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import lanes_of, posts_worked_at
from openhbm.content.permissions import Permission

HELD = 300
"""Records held with their names."""
FOUND_BY_KEY = 20_000
"""Records found by key alone, the newest."""
KEY_BYTES = 6
LOCK_AFTER_DAYS = 21
"""Without the node for longer, a tablet shows nothing any more; what it wrote is kept."""
SHIFT_HOURS, IDLE_MINUTES = 12, 15
MAY = {
    "count": Permission.WRITE_OPERATIONAL,
    "register": Permission.WRITE_MOVEMENT,
    "screen": Permission.WRITE_PROTECTION,
}


@dataclass(frozen=True, slots=True)
class _Known:
    people: list[Person]
    salt: bytes


def pack_for(user: User, tablet: Tablet, language: str) -> dict[str, Any]:
    """Everything that ``user`` needs on ``tablet`` while there is no node; plain values only."""
    node = this_node(None)
    posts = posts_worked_at(user)
    if tablet.device.place_id is not None:
        posts = posts.filter(id=tablet.device.place_id)
    return {
        "tablet": str(tablet.id),
        "label": str(tablet),
        "prefix": node.prefix if node else "",
        "block": tablet.block,
        "keys": sealing_keys(),
        "user": {"id": str(user.id), "name": str(user), "language": user.language},
        "posts": [_post(user, post, language) for post in posts[:50]],
        "at": timezone.now().isoformat(),
        "lock_after_days": LOCK_AFTER_DAYS,
        "shift_hours": SHIFT_HOURS,
        "idle_minutes": IDLE_MINUTES,
        "known": _known(user),
    }


def _post(user: User, post: Post, language: str) -> dict[str, Any]:
    return {
        "code": post.code,
        "name": post.name_in(language),
        "lanes": [
            {"code": lane.code, "name": f"{lane.code} · {lane.get_kind_display()}"}
            for lane in lanes_of(user, post)
            if lane.is_open
        ],
        "may": {name: may(user, wanted, post.id) for name, wanted in MAY.items()},
    }


def _known(user: User) -> dict[str, Any]:
    people = list(people_visible_to(user).select_related("registered_post")[:HELD])
    salt = secrets.token_bytes(16)
    keys = _keys(user, salt, {person.number for person in people})
    if people:
        note_read(
            by=user,
            what="people.person",
            ids=[person.id for person in people],
            compartment=Compartment.IDENTITY,
            purpose="tablet",
        )
    return {
        "people": [_person(person) for person in people],
        "salt": base64.b64encode(salt).decode(),
        "keys": keys,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "number": person.number,
        "name": person.name or person.description,
        "sex": person.sex,
        "born": str(person.birth) if person.birth else "",
        "post": person.registered_post.code if person.registered_post else "",
    }


def _keys(user: User, salt: bytes, held: set[str]) -> list[list[str]]:
    """For each record that is not held, its number and the hashes of what it is found by."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, kind, text in keys_within_reach(user, FOUND_BY_KEY):
        if number not in held:
            found[number].add(_hashed(salt, kind, text))
    return [[number, *sorted(hashes)] for number, hashes in found.items()]


def _hashed(salt: bytes, kind: str, text: str) -> str:
    digest = hmac.digest(salt, f"{kind}:{text}".encode(), "sha256")
    return base64.b64encode(digest[:KEY_BYTES]).decode()
