"""Reads about seals: keys, cards, and whether a paper that somebody shows stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import QuerySet
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, within_reach
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.people.models import Person
from openhbm.apps.people.seal_models import IssuedCard, RevocationFile, RevokedKey, SealKey
from openhbm.apps.people.seals.trusting import certificate_of, revoked_keys, trust_known
from openhbm.core.documents.seals.cards import holder_of
from openhbm.core.documents.seals.certificates import fingerprint_of
from openhbm.core.documents.seals.claims import HolderClaims
from openhbm.core.documents.seals.reading import Found, check_seal
from openhbm.core.documents.seals.revocations import KeyRevocation
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.verdicts import Fault, refused


@dataclass(frozen=True, slots=True)
class Presented:
    """What a check of a paper found. ``holder`` is what the holder lets be read, when the code was
    right and the paper is valid; else None."""

    found: Found
    holder: HolderClaims | None = None


def trust_of(user: User | None, at: datetime | None = None) -> Trust:
    """Whom this node trusts; public, so that anybody can check a paper."""
    return trust_known(at or timezone.now())


def presented(
    user: User | None, data: str | bytes, *, code: str = "", at: datetime | None = None
) -> Presented:
    """Check a paper for anybody, signed in or not.

    Asks the same of the database whatever is found, and with a code takes the time of opening
    whether it fits or not, so that the time of the answer tells nothing.
    """
    at = at or timezone.now()
    found = check_seal(data, trust_known(at), at)
    row = _row_of(found)
    if row is not None and row.revoked_at is not None and found.verdict.is_valid:
        # Revoked elsewhere: told by replication before a list could tell it.
        found = replace(found, verdict=refused(Fault.REVOKED))
    if not code or found.claims is None:
        return Presented(found)
    holder = holder_of(found.claims, code)
    if holder is None or not found.verdict.is_valid:
        return Presented(found)
    return Presented(found, holder.allowed(frozenset(row.allowed)) if row else holder)


def cards_of(user: User, person: Person) -> QuerySet[IssuedCard]:
    """The cards issued to a person, the newest first."""
    return cards_visible_to(user).filter(person=person)


def cards_visible_to(user: User) -> QuerySet[IssuedCard]:
    """Cards of persons registered where the user works, the newest first."""
    found = IssuedCard.objects.select_related("person").order_by("-issued_at", "-id")
    return within_reach(
        user, Compartment.IDENTITY, found, "person__registered_post_id", "person_id"
    )


def card_for(user: User, serial: str) -> IssuedCard:
    """One card by its serial; NotVisible when absent or hidden."""
    wanted = sought(serial).replace(" ", "").lower()
    found = cards_visible_to(user).filter(serial=wanted).first()
    if found is None:
        raise NotVisible(f"There is no card {serial}.")
    return found


def seal_keys_visible_to(user: User) -> QuerySet[SealKey]:
    """Keys of this node and of those it trusts, the newest first."""
    found = SealKey.objects.order_by("-made_at", "-id")
    return found if may_read(user, Compartment.SECURITY) else found.none()


def seal_key_for(user: User, key_id: str) -> SealKey:
    """One key by its id; NotVisible when absent or hidden."""
    found = seal_keys_visible_to(user).filter(key_id=sought(key_id).lower()).exclude(key_id="")
    key = found.first()
    if key is None:
        raise NotVisible(f"There is no key {key_id}.")
    return key


def fingerprint_for(user: User, key: SealKey) -> str:
    """The fingerprint of a key's certificate, to be read out; empty while there is none."""
    return fingerprint_of(certificate_of(key)) if key.certificate else ""


def term_for(user: User, key: SealKey) -> tuple[datetime, datetime] | None:
    """From when until when a key's certificate holds; None while there is none."""
    if not key.certificate:
        return None
    certificate = certificate_of(key)
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def key_ends_visible_to(user: User) -> QuerySet[RevokedKey]:
    """Each end of a key that the national signer told, the newest first."""
    found = RevokedKey.objects.order_by("-since_at", "-id")
    return found if may_read(user, Compartment.SECURITY) else found.none()


def key_ends_for(user: User) -> Mapping[str, KeyRevocation]:
    """The end of each key by its id; where it was told more than once, the one that counts."""
    found = revoked_keys() if may_read(user, Compartment.SECURITY) else {}
    return {key_id.hex(): end for key_id, end in found.items()}


def revocation_lists_visible_to(user: User) -> QuerySet[RevocationFile]:
    """The newest list of revocations of each node, by node; empty: of the national signer."""
    found = RevocationFile.objects.order_by("node", "id")
    return found if may_read(user, Compartment.SECURITY) else found.none()


def certificate_text(user: User, key: SealKey) -> str:
    """A key's certificate as PEM, to be sent to posts."""
    return certificate_of(key).public_bytes(Encoding.PEM).decode()


def digests_vouched(user: User, key: SealKey, until_at: datetime) -> list[str]:
    """Digests of the cards that this node truly issued with a key until then and has not revoked:
    what it vouches for should the key have been in other hands."""
    found = IssuedCard.objects.filter(
        signed_with=key.key_id, issued_at__lte=until_at, revoked_at=None
    )
    found = found if may_read(user, Compartment.SECURITY) else found.none()
    return sorted(found.values_list("digest", flat=True))


def _row_of(found: Found) -> IssuedCard | None:
    """The row of a card; asked for whatever was found, for the time it takes."""
    claims = found.claims
    serial, node = (claims.serial.hex(), claims.node) if claims else ("", "")
    return IssuedCard.objects.filter(serial=serial, node=node).first()
