"""Templates of documents: which sections a report has, in which order and under which title."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from openhbm.content.items import Filled, Item, Part, Text


class Section(Part):
    """One section: its key in the figures of a report, its title, and words under the title.

    ``has_narrative`` sections offer a field that a person writes.
    """

    key: Filled
    title: Text
    hint: Text | None = None
    has_narrative: bool = False


class DocumentTemplate(Item):
    """The sections of one kind of document, in order."""

    kind: Literal["sitrep"]
    title: Text
    sections: tuple[Section, ...] = Field(min_length=1)
