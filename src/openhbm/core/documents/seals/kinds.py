"""What a card attests. None of these proves who somebody is a national of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

CARD_TYPE = "no-nationality"
"""The type that every card is signed under: it says itself what it does not prove."""


class Attestation(IntEnum):
    """The kinds of paper that a post issues; the number is what stands in the card."""

    REGISTRATION = 1
    ARRIVAL = 2
    TEMPORARY_STAY = 3
    TRANSIT = 4
    EMERGENCY_TRAVEL = 5
    SUBSTITUTE_IDENTITY = 6
    SUBSTITUTE_PASSPORT = 7
    VISA = 8
    RESIDENCE = 9
    ADDRESS = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: its name in content and addresses, the longest it is issued for in days,
    and the binary seal of the same meaning (feature definition and type, BSI TR-03137)."""

    kind: Attestation
    id: str
    most_days: int
    seal: str = ""


# Lifetimes are the project's own proposal; the types of seals are those of TR-03137 in use.
PAPERS = (
    Paper(Attestation.REGISTRATION, "registration", 365),
    Paper(Attestation.ARRIVAL, "arrival", 180, "FD02"),
    Paper(Attestation.TEMPORARY_STAY, "temporary_stay", 365),
    Paper(Attestation.TRANSIT, "transit", 30),
    Paper(Attestation.EMERGENCY_TRAVEL, "emergency_travel", 90, "5E03"),
    Paper(Attestation.SUBSTITUTE_IDENTITY, "substitute_identity", 365),
    Paper(Attestation.SUBSTITUTE_PASSPORT, "substitute_passport", 365),
    Paper(Attestation.VISA, "visa", 365, "5D01"),
    Paper(Attestation.RESIDENCE, "residence", 730, "FB06"),
    Paper(Attestation.ADDRESS, "address", 730, "F908"),
)
BY_ID = {paper.id: paper for paper in PAPERS}
BY_KIND = {paper.kind: paper for paper in PAPERS}
