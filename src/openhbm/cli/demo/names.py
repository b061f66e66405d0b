"""Invented names: given and family tokens recombined, as written and in Latin letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from numpy.random import Generator

from openhbm.cli.demo import tokens
from openhbm.cli.demo.transliteration import romanised

Token = tuple[str, str]
"""A name token as written and in Latin letters."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class InventedName:
    """One person's name, in its own script and in Latin letters, with its parts."""

    given: Token
    family: Token
    middle: Token
    script: str

    @property
    def written(self) -> str:
        return _joined(self, 0)

    @property
    def latin(self) -> str:
        return _joined(self, 1)


@dataclass(frozen=True, slots=True)
class NamePool:
    """Tokens of one naming culture; ``script`` is the ISO 15924 code they are written in."""

    script: str
    women: tuple[Token, ...]
    men: tuple[Token, ...]
    families: tuple[Token, ...]
    has_patronymic: bool = False

    def given(self, sex: str) -> tuple[Token, ...]:
        return self.women if sex == "F" else self.men


def invented_name(
    pool: NamePool,
    sex: str,
    rng: Generator,
    family: Token | None = None,
    father: Token | None = None,
) -> InventedName:
    """A new name from ``pool``; children share ``family`` and take a patronymic from ``father``.

    ``family`` is the form men bear; women of cultures that inflect it get theirs.
    """
    given = picked(rng, pool.given(sex))
    family = family or picked(rng, pool.families)
    middle: Token = ("", "")
    if pool.has_patronymic:
        father = father or fathers_name(pool, rng)
        middle = ukrainian(patronymic(father[0], sex))
        family = ukrainian(family_of(family[0], sex))
    return InventedName(given, family, middle, pool.script)


def fathers_name(pool: NamePool, rng: Generator) -> Token:
    """A given name a father can have (one whose patronymic is known, where that matters)."""
    if pool.has_patronymic:
        return ukrainian(picked(rng, tuple(tokens.FATHER_NAMES)))
    return picked(rng, pool.men)


def family_of(family: str, sex: str) -> str:
    """The Ukrainian family name as ``sex`` bears it; adjectives agree, the others do not."""
    if sex == "F" and family.endswith("ий"):
        return family[:-2] + "а"
    return family


def patronymic(father: str, sex: str) -> str:
    """Ukrainian patronymic, e.g. Іван → Іванович, Іванівна; Юрій → Юрійович, Юріївна."""
    if father == "Микола":
        return "Миколаївна" if sex == "F" else "Миколайович"
    stem = tokens.FATHER_NAMES[father]
    if stem.endswith("й"):
        return stem[:-1] + "ївна" if sex == "F" else stem + "ович"
    return stem[:-2] + "івна" if sex == "F" else stem + "ич"


def ukrainian(token: str) -> Token:
    return (token, romanised(token))


def picked(rng: Generator, items: Sequence[Item]) -> Item:
    return items[int(rng.integers(len(items)))]


def _joined(name: InventedName, form: int) -> str:
    parts = (name.given[form], name.middle[form], name.family[form])
    return " ".join(part for part in parts if part)


def _latin(words: Sequence[str]) -> tuple[Token, ...]:
    return tuple((word, word) for word in words)


POOLS = {
    "UKR": NamePool(
        "Cyrl",
        tuple(map(ukrainian, tokens.UKRAINIAN_WOMEN)),
        tuple(map(ukrainian, tokens.UKRAINIAN_MEN)),
        tuple(map(ukrainian, tokens.UKRAINIAN_FAMILIES)),
        has_patronymic=True,
    ),
    "NGA": NamePool(
        "Latn",
        _latin(tokens.NIGERIAN_WOMEN),
        _latin(tokens.NIGERIAN_MEN),
        _latin(tokens.NIGERIAN_FAMILIES),
    ),
    "IND": NamePool(
        "Latn",
        _latin(tokens.INDIAN_WOMEN),
        _latin(tokens.INDIAN_MEN),
        _latin(tokens.INDIAN_FAMILIES),
    ),
    "MAR": NamePool("Arab", tokens.MOROCCAN_WOMEN, tokens.MOROCCAN_MEN, tokens.MOROCCAN_FAMILIES),
    "AFG": NamePool("Arab", tokens.AFGHAN_WOMEN, tokens.AFGHAN_MEN, tokens.AFGHAN_FAMILIES),
}
"""Pools by nationality (ISO 3166 alpha-3)."""
