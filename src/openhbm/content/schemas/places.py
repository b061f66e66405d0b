"""Countries and the special codes that travel documents use in their place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from openhbm.content.items import Item, Text


class Country(Item):
    """A country or territory (``kind: iso``) or a code only travel documents know (``icao``).

    ``protection_sensitive`` marks codes that say the holder is a refugee, stateless or of no
    stated nationality, so that whoever sees one looks for protection needs.
    """

    alpha2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    names: Text
    kind: Literal["iso", "icao"]
    protection_sensitive: bool = False
