"""Roles: which compartments somebody may read and write, and who may hold the role."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openhbm.content.items import Item, Text


class Role(Item):
    """A list of permissions on compartments, held at one post or for the whole country."""

    title: Text
    held_by: Text
    reads: tuple[str, ...] = Field(min_length=1)
    writes: tuple[str, ...] = ()
    scope: Literal["post", "national"]
