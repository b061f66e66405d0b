"""Words on what a person is handed: tokens, wristbands and cards, in the holder's language."""

from __future__ import annotations

from openhbm.content.items import Item, Text


class CardWord(Item):
    """One phrase printed on paper for a person, by language."""

    text: Text
