"""What the invented population is drawn from; every figure comes from content, none from here."""

from __future__ import annotations

from dataclasses import dataclass

CHILD_UNDER = 18
OLDER_FROM = 60


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Relative weight of the ages ``low`` to ``high``, both included."""

    low: int
    high: int
    weight: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of member in a household: who they are to the focal person, and how many of them.

    ``counts`` is number → weight; ``sex`` is F, M or "any".
    """

    relationship: str
    sex: str
    low: int
    high: int
    counts: tuple[tuple[int, float], ...] = ((1, 1.0),)


@dataclass(frozen=True, slots=True)
class Composition:
    """A kind of household and its share of all households; the first slot is the focal person."""

    id: str
    share: float
    slots: tuple[Slot, ...]
    is_third_country: bool = False
    is_alone_child: bool = False
    father_left_share: float = 0.0

    @property
    def smallest(self) -> int:
        return sum(min(count for count, _ in slot.counts) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Nationality:
    """A nationality among its group (own nationals, or third-country nationals)."""

    country: str
    share: float
    languages: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DocumentRate:
    """The share of adults and of children who carry a paper of this kind."""

    kind: str
    adults: float
    children: float
    expired: float = 0.0


@dataclass(frozen=True, slots=True)
class NeedRate:
    """How often a need is met among persons of this age and sex; ``sex`` "" means both."""

    code: str
    rate: float
    low: int = 0
    high: int = 130
    sex: str = ""

    def concerns(self, age: int, sex: str) -> bool:
        return self.low <= age <= self.high and self.sex in ("", sex)


@dataclass(frozen=True, slots=True)
class PopulationParameters:
    """Everything an invented population is drawn from."""

    source_country: str
    age_bands: tuple[AgeBand, ...]
    compositions: tuple[Composition, ...]
    third_country: tuple[Nationality, ...]
    nationals: Nationality
    documents: tuple[DocumentRate, ...]
    needs: tuple[NeedRate, ...]
    origins: tuple[tuple[str, float], ...]
