"""Indicators of early warning, what may be done at once, and how a feed of signals is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from openhbm.content.items import Item, ItemId, Part, Text

Family = Literal[
    "post_counts",
    "border_approach",
    "origin_shock",
    "economy",
    "policy",
    "media",
    "intentions",
    "services",
    "community",
]
Reader = Literal["table", "json", "feed", "cap"]
Share = Annotated[float, Field(ge=0, le=1)]


class Indicator(Item):
    """One thing that is watched. ``weight`` is the vote of a full signal of it, ``lead_days`` how
    many days before arrivals it usually speaks, ``actions`` what may be done at once without
    regret once a person confirmed it."""

    title: Text
    family: Family
    unit: str = ""
    frequency: Literal["hourly", "daily", "weekly", "monthly", "event"]
    weight: Share
    half_life_days: float = Field(gt=0)
    lead_days: float = Field(ge=0)
    threshold: float | None = None
    falls: bool = False
    actions: tuple[ItemId, ...] = ()


class NoRegretAction(Item):
    """Something worth doing even if nobody comes."""

    title: Text


class FeedColumns(Part):
    """Where in a row or an entry each thing stands; a name, or several of which the first found
    counts. Nothing named: found by itself where the format says where it is."""

    happened: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    agreement: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


class FeedKind(Item):
    """A kind of source: which reader reads it, what its entries mean and how far it is trusted.

    ``kinds`` names the indicator of an entry by what stands in its kind column; all others are
    ``indicator``. ``rows`` is the path to the list in a JSON document, parts joined by dots.
    """

    title: Text
    reader: Reader
    indicator: ItemId
    kinds: dict[str, ItemId] = Field(default_factory=dict)
    columns: FeedColumns = Field(default_factory=FeedColumns)
    rows: str = ""
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: int = Field(ge=1, le=6)
    expected_every_hours: float = Field(gt=0)
