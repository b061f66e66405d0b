"""Invented households, reproducible from a generator: nobody in them is or is meant to be real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from openhbm.cli.demo.draws import drawn
from openhbm.cli.demo.members import Member, drawn_members, smallest_size
from openhbm.cli.demo.names import (
    POOLS,
    InventedName,
    NamePool,
    Token,
    fathers_name,
    invented_name,
    picked,
)
from openhbm.content.schemas.demo import (
    Composition,
    DocumentRate,
    Nationality,
    NeedRate,
    Population,
)
from openhbm.core.values import PartialDate

CHILD_UNDER = 18

NOT_ISSUED = "ZZ"
"""Prefix of invented document numbers: a series that no issuer named here uses."""

_SHARE_FATHERS_NAME = frozenset({"focal", "child", "sibling", "spouse"})
_DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class InventedDocument:
    """A paper an invented person carries."""

    kind: str
    number: str
    issuer: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One invented person; ``needs`` are codes of the rates that struck, ``birth`` may be vague."""

    name: InventedName
    sex: str
    age: int
    birth: PartialDate
    nationality: str
    language: str
    relationship: str
    documents: tuple[InventedDocument, ...]
    needs: frozenset[str]

    @property
    def is_child(self) -> bool:
        return self.age < CHILD_UNDER


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A member of the family who stayed."""

    name: str
    relationship: str


@dataclass(frozen=True, slots=True)
class InventedHousehold:
    """People who cross together; the first one is the focal person."""

    kind: str
    origin: str
    persons: tuple[InventedPerson, ...]
    left_behind: tuple[LeftBehind, ...] = ()

    @property
    def size(self) -> int:
        return len(self.persons)


def invented_households(
    persons: int, on: date, population: Population, rng: Generator
) -> tuple[InventedHousehold, ...]:
    """Households of exactly ``persons`` people altogether, who cross on ``on``."""
    if persons < 0:
        raise ValueError(f"cannot invent {persons} persons; give zero or more")
    households: list[InventedHousehold] = []
    while persons:
        composition = _composition_within(persons, population.compositions, rng)
        members = drawn_members(composition, persons, population.age_bands, rng)
        households.append(_household(composition, members, on, population, rng))
        persons -= len(members)
    return tuple(households)


def _composition_within(
    room: int, compositions: Sequence[Composition], rng: Generator
) -> Composition:
    """A composition that fits ``room``; when large families do not fit, the other households
    take their share, except children alone, whose rate must not rise because a day is small."""
    fitting = [each for each in compositions if smallest_size(each) <= room]
    usual = sum(each.share for each in fitting if not each.is_alone_child)
    everyone = sum(each.share for each in compositions)
    alone = sum(each.share for each in compositions if each.is_alone_child)
    lift = (everyone - alone) / usual if usual else 1.0
    return drawn(
        rng, [(each, each.share * (1.0 if each.is_alone_child else lift)) for each in fitting]
    )


def _household(
    composition: Composition,
    members: Sequence[Member],
    on: date,
    population: Population,
    rng: Generator,
) -> InventedHousehold:
    nationality = _nationality(composition, population, rng)
    pool = POOLS[nationality.country]
    family, father = picked(rng, pool.families), fathers_name(pool, rng)
    language = drawn(rng, nationality.languages.items())
    persons = tuple(
        _person(member, _name_of(member, pool, family, father, rng), nationality.country, language,
                on, population, rng)
        for member in members
    )  # fmt: skip
    left = ()
    if rng.random() < composition.father_left_share:
        left = (_father_left(pool, father, family, rng),)
    return InventedHousehold(composition.id, drawn(rng, population.origins.items()), persons, left)


def _nationality(composition: Composition, population: Population, rng: Generator) -> Nationality:
    if not composition.is_third_country:
        return population.nationals
    return drawn(rng, [(each, each.share) for each in population.third_country])


def _name_of(
    member: Member, pool: NamePool, family: Token, father: Token, rng: Generator
) -> InventedName:
    """Children of the family bear its name and their father's; parents-in-law their own."""
    shares_family = member.kind in _SHARE_FATHERS_NAME
    is_own_child = member.kind == "child"
    return invented_name(
        pool,
        member.sex,
        rng,
        family=family if shares_family else None,
        father=father if is_own_child else None,
    )


def _person(
    member: Member,
    name: InventedName,
    country: str,
    language: str,
    on: date,
    population: Population,
    rng: Generator,
) -> InventedPerson:
    documents = tuple(
        _document(rate, country, on, rng)
        for rate in population.documents
        if rng.random() < (rate.children if member.age < CHILD_UNDER else rate.adults)
    )
    needs = frozenset(
        rate.code
        for rate in population.needs
        if _concerns(rate, member) and rng.random() < rate.rate
    )
    birth = _birth(member.age, on, bool(documents), rng)
    return InventedPerson(
        name,
        member.sex,
        member.age,
        birth,
        country,
        language,
        member.relationship,
        documents,
        needs,
    )


def _concerns(rate: NeedRate, member: Member) -> bool:
    return rate.low <= member.age <= rate.high and rate.sex in ("", member.sex)


def _document(rate: DocumentRate, country: str, on: date, rng: Generator) -> InventedDocument:
    number = f"{NOT_ISSUED}{int(rng.integers(1_000_000)):06d}"
    if rate.kind == "birth_certificate":
        return InventedDocument(rate.kind, number, country, None)
    days = int(rng.integers(1, 10 * _DAYS_PER_YEAR))
    if rng.random() < rate.expired:
        days = -int(rng.integers(1, 3 * _DAYS_PER_YEAR))
    return InventedDocument(rate.kind, number, country, on + timedelta(days=days))


def _birth(age: int, on: date, has_paper: bool, rng: Generator) -> PartialDate:
    """The day when a paper states it, else what people say: often the day, sometimes the year."""
    possible = PartialDate.from_age(age, on)
    born = possible.earliest + timedelta(
        days=int(rng.integers((possible.latest - possible.earliest).days + 1))
    )
    if has_paper or rng.random() < 0.8:
        return PartialDate.parse(born.isoformat())
    return PartialDate.parse(f"{born.year:04d}")


def _father_left(pool: NamePool, father: Token, family: Token, rng: Generator) -> LeftBehind:
    name = invented_name(pool, "M", rng, family=family)
    named = InventedName(father, name.family, name.middle, name.script)
    return LeftBehind(named.written, "FTH")
