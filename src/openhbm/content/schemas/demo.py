"""The demo: a real crisis to replay, and the distributions its invented people are drawn from."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from openhbm.content.items import Day, Filled, Item, Part, Text

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]
Age = Annotated[int, Field(ge=0, le=130)]
Count = Annotated[int, Field(ge=0)]
Countries = ("POL", "SVK", "HUN", "ROU", "MDA")

SUM_TOLERANCE = 1e-9


class Scenario(Item):
    """What is replayed, between which days, and on which days the authorities acted."""

    title: Text
    summary: Text
    assumptions: tuple[Text, ...]
    licence: Filled
    starts_on: Day
    ends_on: Day
    countries: tuple[str, ...] = Field(min_length=1)
    source_country: str
    arrivals: Filled
    population: Filled
    crisis_code: Filled
    activated_on: Day
    measure: Filled
    measure_starts_on: Day


class DemoPost(Item):
    """A border post of the source, with the part of its country's arrivals it takes in the demo."""

    country: str
    names: Text
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    post_type: Literal["OFFICIAL_LAND", "RIVER", "PEDESTRIAN"]
    status: Literal["OPEN", "CLOSED"]
    share: Decimal = Field(ge=0, le=1)
    profile: Filled
    note: str = ""


class DayOfArrivals(Part):
    """Persons per country on one day; ``spread`` names the figures that were not published."""

    on: Day
    POL: Count
    SVK: Count
    HUN: Count
    ROU: Count
    MDA: Count
    spread: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Country → persons."""
        return {country: int(getattr(self, country)) for country in Countries}


class Arrivals(Item):
    """Daily arrivals per country, every day and every country once, and how they were got."""

    scenario: Filled
    licence: Filled
    counts: Text
    method: Text
    published_total_on: Day
    published_total: dict[str, Count]
    days: tuple[DayOfArrivals, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Arrivals:
        for before, after in zip(self.days, self.days[1:], strict=False):
            if (after.on - before.on).days != 1:
                raise ValueError(f"{after.on} does not follow {before.on}; give every day once")
        for country, total in self.published_total.items():
            found = sum(
                day.counts[country] for day in self.days if day.on <= self.published_total_on
            )
            if found != total:
                raise ValueError(f"{country} adds up to {found}, its published total is {total}")
        return self


class Lanes(Part):
    """Lanes of one kind (E ordinary, F families, P priority, M medical, N nationals, C cargo)."""

    kind: Literal["E", "F", "P", "M", "N", "C"]
    lanes: Count
    booths: Count


class Holding(Part):
    """An amount of an item at a post."""

    quantity: float = Field(ge=0)
    unit: Filled


class PostProfile(Item):
    """What a post of this size has, before help comes."""

    assumption: Text
    lanes: tuple[Lanes, ...]
    throughput_ordinary_per_hour: Count
    throughput_emergency_per_hour: Count
    waiting_capacity: Count
    private_rooms: Count
    staff: dict[str, Count]
    stock: dict[str, Holding]


class DemoService(Item):
    """A service to refer people to; one is opened at every open post with one of the profiles."""

    names: Text
    category: Filled
    provider: Text
    profiles: tuple[str, ...] = Field(min_length=1)
    hours: Filled
    languages: tuple[str, ...]
    capacity_per_day: Count


class AgeBand(Part):
    """Relative weight of the ages ``low`` to ``high``, both included."""

    low: Age
    high: Age
    weight: Weight


class Slot(Part):
    """Members of one kind in a household; ``counts`` is how many → relative weight."""

    relationship: Literal[
        "focal", "child", "spouse", "sibling", "parent", "grandparent", "grandchild", "nibling",
        "friend",
    ]  # fmt: skip
    sex: Literal["F", "M", "any"]
    low: Age
    high: Age
    counts: dict[int, Weight] = {1: 1.0}


class Composition(Part):
    """A kind of household and its share of all households; the first member is the focal person."""

    id: Filled
    share: Share
    members: tuple[Slot, ...] = Field(min_length=1)
    is_third_country: bool = False
    is_alone_child: bool = False
    father_left_share: Share = 0.0


class Nationality(Part):
    """A nationality, its share of its group, and the languages its holders prefer (shares)."""

    country: Filled
    share: Share
    languages: dict[str, Share]


class DocumentRate(Part):
    """The share of adults and of children who carry a paper of this kind, and of expired ones."""

    kind: Filled
    adults: Share
    children: Share
    expired: Share = 0.0


class NeedRate(Part):
    """How often a need is met among persons of this age and sex; no ``sex`` means any."""

    code: Filled
    rate: Share
    low: Age = 0
    high: Age = 130
    sex: Literal["", "F", "M"] = ""


class Population(Item):
    """All distributions of the invented people; ``basis`` says for each table where it is from."""

    basis: dict[str, str]
    age_bands: tuple[AgeBand, ...]
    nationals: Nationality
    third_country: tuple[Nationality, ...]
    compositions: tuple[Composition, ...]
    documents: tuple[DocumentRate, ...]
    needs: tuple[NeedRate, ...]
    origins: dict[str, Weight]
    follow_up: dict[str, Share]

    @model_validator(mode="after")
    def _is_complete(self) -> Population:
        tables = set(type(self).model_fields) - set(Item.model_fields) - {"basis"}
        if missing := tables - set(self.basis):
            raise ValueError(f"say under `basis` where {', '.join(sorted(missing))} comes from")
        shares = {
            "compositions": [each.share for each in self.compositions],
            "third_country": [each.share for each in self.third_country],
            **{
                f"languages of {each.country}": list(each.languages.values())
                for each in (self.nationals, *self.third_country)
            },
        }
        for name, parts in shares.items():
            if abs(sum(parts) - 1) > SUM_TOLERANCE:
                raise ValueError(f"the shares of {name} add up to {sum(parts):.4f}; make them 1")
        return self
