"""Roles: which compartments somebody may read and write, and who may hold the role."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openhbm.content.items import Item, Text

CompartmentName = Literal[
    "public",
    "operational",
    "identity",
    "movement",
    "protection",
    "health",
    "security",
    "grievance",
]


class Role(Item):
    """A list of permissions on compartments, held at one post or for the whole country.

    ``decides_entry`` marks the officials whom the law lets decide on a person's entry.
    """

    title: Text
    held_by: Text
    reads: tuple[CompartmentName, ...] = Field(min_length=1)
    writes: tuple[CompartmentName, ...] = ()
    scope: Literal["post", "national"]
    decides_entry: bool = False
