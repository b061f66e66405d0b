"""Scorers that tell double registrations, trained from labelled pairs."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from openhbm.content.items import Filled, Item, Text
from openhbm.core.identity.linkage.trees import Trees, unpacked


def _whole(text: str) -> str:
    unpacked(text)
    return text


class PairScorer(Item):
    """A trained scorer; ``pairs`` and ``matches`` are how many it learnt from.

    ``trees`` is the text that `openhbm.core.identity.linkage.trees.packed` writes.
    """

    name: Text
    pairs: int
    matches: int
    trees: Annotated[Filled, AfterValidator(_whole)]

    def scorer(self) -> Trees:
        """The scorer itself."""
        return unpacked(self.trees)
