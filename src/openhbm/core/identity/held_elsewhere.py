"""A record of which only keys are known: what it shares with the one asked for, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from openhbm.core.identity.evidence import Evidence, Match
from openhbm.core.identity.keys import Kind
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.search import VOTES, Candidate
from openhbm.core.values import Phrase, reason_of, said

SOURCE = "openhbm.core.identity.keys"
SHOWN_AT = 34.0
"""Votes from which such a record is worth asking the other node about."""

SHARED: Mapping[Kind, tuple[str, Phrase]] = MappingProxyType(
    {
        Kind.NAMES_AND_YEAR: ("names", said("Two parts of the name and the year of birth agree.")),
        Kind.NAMES_AND_PLACE: ("names", said("Two parts of the name and the place agree.")),
        Kind.THREE_NAMES: ("names", said("Three parts of the name agree.")),
        Kind.NAME_AND_DATE: ("birth", said("A part of the name and the birth date agree.")),
        Kind.NAME_AND_PLACE: ("place", said("A part of the name and the place agree.")),
        Kind.NAME_PLACE_YEAR: (
            "place",
            said("A part of the name, the place and the year of birth agree."),
        ),
        Kind.DOCUMENT: ("document", said("The document number is the same.")),
        Kind.PHONE: ("phone", said("The phone number is the same; families share phones.")),
        Kind.DATE_AND_PLACE: ("birth", said("The birth date and the place agree.")),
        Kind.TWO_NAMES: ("names", said("Two parts of the name agree.")),
    }
)
ASKED: Mapping[str, Callable[[MatchRecord], str]] = MappingProxyType(
    {
        "names": lambda record: " / ".join(record.names),
        "birth": lambda record: str(record.birth or ""),
        "place": lambda record: record.place,
        "document": lambda record: " / ".join(record.documents),
        "phone": lambda record: " / ".join(record.phones),
    }
)


def explained_by_keys(asked: MatchRecord, candidate: Candidate[Any]) -> Match:
    """What the shared keys say, one piece of evidence for each kind; always ``unsure`` or less.

    Nobody can tell a brother from the person by keys alone, so this is never called a match.
    """
    evidence = []
    for kind in sorted(candidate.kinds, key=lambda kind: -VOTES[kind]):
        signal, phrase = SHARED[kind]
        reason = reason_of(f"key_{kind.name.lower()}", phrase, SOURCE, VOTES[kind])
        evidence.append(Evidence(signal, ASKED[signal](asked), "", VOTES[kind], reason))
    judgement = Judgement.UNSURE if candidate.votes >= SHOWN_AT else Judgement.NO_MATCH
    # Kinds overlap, so their votes are no sum of evidence: the best one orders the answer.
    strongest = max((VOTES[kind] for kind in candidate.kinds), default=0.0)
    return Match(judgement, strongest, False, tuple(evidence))
