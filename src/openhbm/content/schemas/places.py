"""Countries and the special codes that travel documents use in their place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from openhbm.content.items import Item, Text


class Country(Item):
    """A country or territory (``kind: iso``) or a code only travel documents know (``icao``).

    ``protection_sensitive`` marks codes that say the holder is a refugee, stateless or of no
    stated nationality, so that whoever sees one looks for protection needs and nobody contacts a
    consulate by itself. ``same_as`` is the code that stands for the same country, if there is one.
    """

    alpha2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    names: Text
    kind: Literal["iso", "icao"]
    same_as: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    protection_sensitive: bool = False
