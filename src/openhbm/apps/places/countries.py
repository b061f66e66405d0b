"""Country codes as users and files write them, against the content's list."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.content.loader import pack
from openhbm.content.schemas.places import Country


def checked_country(code: str, field: str = "country") -> str:
    """The three-letter code when it is known (ISO 3166-1 or ICAO 9303), else ActionError."""
    found = code.strip().upper()
    if found in pack().all(Country):
        return found
    raise ActionError(
        _("%(code)s is not a country or nationality code.") % {"code": code},
        field=field,
        remedy=_("Use three letters, such as UKR or POL; XXX when it is unknown."),
    )


def country_name(code: str, language: str) -> str:
    """The country's name in a language, else in English, else the code itself."""
    country = pack().all(Country).get(code)
    return country.names.get(language, country.names["en"]) if country else code
