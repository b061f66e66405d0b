"""Who is in an invented household: sexes, ages that fit each other, relationship codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from openhbm.cli.demo.draws import drawn
from openhbm.content.schemas.demo import AgeBand, Composition, Slot

RELATIONSHIPS = {
    "focal": {"F": "PA", "M": "PA"},
    "child": {"F": "DAU", "M": "SON"},
    "spouse": {"F": "WIF", "M": "HUS"},
    "sibling": {"F": "SIS", "M": "BRO"},
    "parent": {"F": "MTH", "M": "FTH"},
    "grandparent": {"F": "GFF", "M": "GFM"},
    "grandchild": {"F": "GCF", "M": "GCM"},
    "nibling": {"F": "NIE", "M": "NEP"},
    "friend": {"F": "NBF", "M": "NBM"},
}
"""What a member is to the focal person → relationship code by sex."""

YEARS_FROM_FOCAL = {
    "child": (-44, -18),
    "grandchild": (-80, -38),
    "nibling": (-50, -14),
    "parent": (18, 44),
    "grandparent": (38, 80),
    "spouse": (-12, 12),
    "sibling": (-16, 16),
    "friend": (-6, 6),
}
"""How much older a member may be than the focal person, in years."""


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a household, filled: what they are to the focal person, sex and age."""

    kind: str
    relationship: str
    sex: str
    age: int


def smallest_size(composition: Composition) -> int:
    """The fewest persons a household of this composition can have."""
    return sum(min(slot.counts) for slot in composition.members)


def drawn_members(
    composition: Composition, room: int, bands: Sequence[AgeBand], rng: Generator
) -> tuple[Member, ...]:
    """The members of one household of at most ``room`` persons, focal person first."""
    focal, *others = composition.members
    lead = _member(focal, "focal", focal.low, focal.high, bands, rng)
    places = list(_places(others, composition, room, rng))
    return (lead, *(_relative(slot, lead.age, bands, rng) for slot in places))


def _places(
    slots: Sequence[Slot], composition: Composition, room: int, rng: Generator
) -> Iterator[Slot]:
    spare = room - smallest_size(composition)
    for slot in slots:
        least = min(slot.counts)
        count = drawn(rng, [each for each in slot.counts.items() if each[0] - least <= spare])
        spare -= count - least
        yield from (slot for _ in range(count))


def _relative(slot: Slot, focal_age: int, bands: Sequence[AgeBand], rng: Generator) -> Member:
    younger, older = YEARS_FROM_FOCAL[slot.relationship]
    low, high = max(slot.low, focal_age + younger), min(slot.high, focal_age + older)
    if low > high:  # no age fits both: keep what the household is made of, at the nearest end
        low = high = slot.low if focal_age + older < slot.low else slot.high
    return _member(slot, slot.relationship, low, high, bands, rng)


def _member(
    slot: Slot, kind: str, low: int, high: int, bands: Sequence[AgeBand], rng: Generator
) -> Member:
    sex = slot.sex if slot.sex in ("F", "M") else ("F" if rng.random() < 0.5 else "M")
    return Member(kind, RELATIONSHIPS[kind][sex], sex, _age(low, high, bands, rng))


def _age(low: int, high: int, bands: Sequence[AgeBand], rng: Generator) -> int:
    within = []
    for band in bands:
        first, last = max(low, band.low), min(high, band.high)
        if first <= last:
            part = (last - first + 1) / (band.high - band.low + 1)
            within.append(((first, last), band.weight * part))
    first, last = drawn(rng, within) if within else (low, high)
    return int(rng.integers(first, last + 1))
