"""What of a person a card may say, and what of it by default."""

from __future__ import annotations

import hashlib

from openhbm.apps.people.codes import NameKind
from openhbm.apps.people.models import Membership, Person
from openhbm.apps.people.photos import photo_bytes
from openhbm.core.documents.seals.claims import (
    FIELDS,
    PHOTO_DIGEST_BYTES,
    HolderClaims,
)

USUAL = frozenset(FIELDS) - {"nationality"}
"""What a card says with the holder's code unless the holder wishes otherwise.

Not the nationality: it is what the person declared, and a paper that is found tells it to whoever
the person may have fled from.
"""


def claims_about(person: Person, allowed: frozenset[str], permit: str = "") -> HolderClaims:
    """The claims that the holder allows, from what is registered; nothing is made up."""
    everything = HolderClaims(
        name=person.name,
        latin=_latin(person),
        birth=str(person.birth or ""),
        sex="" if person.sex == "U" else person.sex,
        nationality=_nationality(person),
        photo=_photo_digest(person),
        number=person.number,
        permit=permit,
        family_size=_family_size(person),
    )
    return everything.allowed(allowed)


def _latin(person: Person) -> str:
    """The name in Latin letters as a document has it, when it is written differently."""
    kinds = (NameKind.MACHINE_READABLE, NameKind.ON_DOCUMENT, NameKind.ALIAS)
    names = sorted(
        (name for name in person.names.all() if name.kind in kinds and name.full.isascii()),  # type: ignore[attr-defined]
        key=lambda name: kinds.index(name.kind),
    )
    return names[0].full if names and not person.name.isascii() else ""


def _nationality(person: Person) -> str:
    found = sorted(person.nationalities.values_list("country", flat=True))  # type: ignore[attr-defined]
    return found[0] if len(found) == 1 else ""


def _photo_digest(person: Person) -> bytes:
    photo = person.photos.order_by("-taken_at").first()  # type: ignore[attr-defined]
    data = photo_bytes(photo) if photo else None
    return hashlib.sha256(data).digest()[:PHOTO_DIGEST_BYTES] if data else b""


def _family_size(person: Person) -> int:
    group = Membership.objects.filter(person=person, until_at=None).first()
    return Membership.objects.filter(group=group.group_id, until_at=None).count() if group else 0
