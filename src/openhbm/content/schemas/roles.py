"""Roles: what somebody may do, where, and who may hold the role."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from openhbm.content.items import Item, Text
from openhbm.content.permissions import COMPARTMENTS, WALLED, Permission, reading, writing


class Role(Item):
    """A list of permissions, held at one post, one service or for the whole country.

    ``enforcement`` marks the roles of those who may stop, refuse or detain: behind the wall that
    keeps what is said in screening, care and complaints from being used against people.
    """

    title: Text
    held_by: Text
    permissions: tuple[Permission, ...] = Field(min_length=1)
    scope: Literal["post", "national", "service"]
    enforcement: bool = False

    @model_validator(mode="after")
    def _keep_the_wall(self) -> Role:
        reached = sorted(WALLED & set(self.permissions))
        if self.enforcement and reached:
            raise ValueError(
                f"the enforcement role {self.id} must not hold {', '.join(reached)}, take it out"
            )
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the compartments that the role reads."""
        return tuple(name for name in COMPARTMENTS if reading(name) in self.permissions)

    @property
    def writes(self) -> tuple[str, ...]:
        """Names of the compartments that the role writes."""
        return tuple(name for name in COMPARTMENTS if writing(name) in self.permissions)

    def allows(self, permission: Permission) -> bool:
        """Whether the role holds ``permission``."""
        return permission in self.permissions
