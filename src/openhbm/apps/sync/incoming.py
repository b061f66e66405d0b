"""What a letter says, read and checked before anything of it is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from openhbm.apps.identity.actions import KeysElsewhere
from openhbm.apps.ledger import person_keys
from openhbm.apps.ledger.copies import Run, RunError
from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.sync.cards import Card, card_of, ordinary_key, protected_key
from openhbm.apps.sync.counting import counted, places_told
from openhbm.apps.sync.match_keys import keys_told
from openhbm.core.ledger.letters import (
    Letter,
    LetterError,
    open_box,
    read_letter,
    verify_letter,
)
from openhbm.core.ledger.packed import Item, Skipped
from openhbm.core.ledger.packing import decompressed
from openhbm.core.ledger.unpacking import Unpacked, places_in, unpack

HASH_BYTES = 32
Items = list[Item | Skipped] | Unpacked
MOST_TOLD = 64
"""Letters that another node says to have taken in since it last wrote."""


@dataclass(frozen=True)
class Told:
    """A verified letter, opened."""

    letter: Letter
    sender: Card
    is_live: bool
    heads: dict[str, tuple[int, bytes]]
    runs: list[Run]
    owed: list[Run]
    got: list[UUID]
    taken: list[int]
    has_more: bool
    figures: Any
    note: str
    wants: int
    match_keys: list[KeysElsewhere]
    match_keys_end: int
    match_keys_taken: int
    keys: LetterKeys
    lost: dict[str, int]
    answers: dict[str, int]


@dataclass
class LetterKeys:
    """The keys in a letter: in the order in which their persons are first told of."""

    given: dict[bool, Iterator[bytes]]
    found: dict[tuple[UUID, bool], bytes] = field(default_factory=dict)

    def key_of(self, subject: UUID | None, chain: str, is_sealed: bool) -> bytes:
        whose = subject or person_keys.nobody_of(node_of(chain))
        if (whose, is_sealed) not in self.found:
            key = next(self.given[is_sealed], None)
            if not isinstance(key, bytes) or len(key) != HASH_BYTES:
                raise RunError(f"{chain}: a key is missing")
            self.found[whose, is_sealed] = key
        return self.found[whose, is_sealed]


def sender_of(data: bytes) -> tuple[Letter, Card]:
    """The letter and the card of its sender, who signed it; LetterError when that is not so."""
    letter = read_letter(data)
    if letter.recipient != settings.NODE_PREFIX:
        raise LetterError(f"it is for {letter.recipient}, and this node is {settings.NODE_PREFIX}")
    return letter, signed_by(letter)


def signed_by(letter: Letter) -> Card:
    """The card of who signed a letter, whoever it is for; LetterError when it is not so."""
    card = card_of(letter.sender)
    if card is None:
        raise LetterError(f"{letter.sender} was not enrolled here")
    verify_letter(letter, card.public_key)
    if card.is_revoked:
        raise LetterError(f"{letter.sender} was revoked; what it writes is not taken in any more")
    return card


def told_by(data: bytes) -> Told:
    """Everything a letter says; LetterError or PackingError for one that cannot be believed."""
    letter, card = sender_of(data)
    ordinary = _document(decompressed(open_box(letter, ordinary_key(), is_protected=False)))
    protected: dict[str, Any] = {"runs": [], "keys": []}
    if letter.protected:
        protected = _document(decompressed(open_box(letter, protected_key(), is_protected=True)))
    try:
        closed = {
            (part["chain"], part["first"]): unpack(part["chain"], part["first"], part["items"])
            for part in protected["runs"]
        }
        return Told(
            letter=letter,
            sender=card,
            is_live=bool(ordinary["live"]),
            heads={str(n): (counted(h[0]), bytes(h[1])) for n, h in ordinary["heads"].items()},
            runs=[_run(part, closed) for part in ordinary["runs"]],
            owed=[_run(part, closed) for part in ordinary["owed"]],
            got=[UUID(bytes=one) for one in ordinary["got"]],
            taken=[counted(number) for number in ordinary.get("taken", [])[:MOST_TOLD]],
            has_more=bool(ordinary["more"]),
            figures=ordinary["figures"],
            note=str(ordinary.get("note", ""))[:300],
            wants=counted(ordinary["wants"]),
            match_keys=keys_told(ordinary["match_keys"]),
            match_keys_end=counted(ordinary["match_keys_end"]),
            match_keys_taken=counted(ordinary["match_keys_taken"]),
            keys=LetterKeys({False: iter(ordinary["keys"]), True: iter(protected["keys"])}),
            lost=places_told(ordinary.get("lost", {}), card.prefix),
            answers=places_told(ordinary.get("answers", {}), settings.NODE_PREFIX),
        )
    except LetterError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise LetterError(f"its content is not understood ({error})") from None


def _document(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise LetterError("its content is not understood")
    return found


def _run(part: dict[str, Any], closed: dict[tuple[str, int], list[Item | Skipped]]) -> Run:
    chain, first = str(part["chain"]), int(part["first"])
    items: Items = Unpacked(chain, first, part["items"])
    hidden = closed.get((chain, first))
    if hidden:
        items = _overlaid(items, hidden)
    if first < 1 or places_in(items) < 1:
        raise LetterError("it holds an empty run of entries")
    previous, digest = bytes(part["previous"]), bytes(part["hash"])
    signature, signed = (
        bytes(part.get("signature", b"")),
        _signatures(part.get("signed", {}), items),
    )
    return Run(chain, first, previous, digest, items, signature, signed)


def _signatures(told: dict[Any, Any], items: Items) -> dict[int, bytes]:
    """Those for places before gaps: no more of them than gaps."""
    if told and len(told) > sum(isinstance(one, Skipped) for one in items):
        raise LetterError("it signs more places than it leaves gaps")
    return {int(place): bytes(signature) for place, signature in told.items()}


def _overlaid(items: Items, hidden: list[Item | Skipped]) -> list[Item | Skipped]:
    """The run with the entries of the protected box in the places left for them."""
    placed: dict[int, Item] = {}
    sequence = 0
    for item in hidden:
        if isinstance(item, Item):
            placed[sequence] = item
        sequence += item.count if isinstance(item, Skipped) else 1
    found: list[Item | Skipped] = []
    sequence = 0
    for one in items:
        if isinstance(one, Skipped) and not one.hash:
            found.append(placed[sequence])
        else:
            found.append(one)
        sequence += one.count if isinstance(one, Skipped) else 1
    return found
