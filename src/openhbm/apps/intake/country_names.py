"""Countries as files write them: codes of two or three letters, and names in many forms."""

from __future__ import annotations

import difflib

from openhbm.content.loader import Pack, pack
from openhbm.content.schemas.places import Country
from openhbm.core.flows.words import normal

# Long or former names in tables of the United Nations and of humanitarian agencies.
_ALSO = {
    "bolivia plurinational state of": "BOL",
    "burma": "MMR",
    "cape verde": "CPV",
    "congo brazzaville": "COG",
    "cote d ivoire": "CIV",
    "czech republic": "CZE",
    "democratic republic of the congo": "COD",
    "drc": "COD",
    "great britain": "GBR",
    "holland": "NLD",
    "iran islamic republic of": "IRN",
    "ivory coast": "CIV",
    "korea democratic people s republic of": "PRK",
    "lao people s democratic republic": "LAO",
    "macedonia": "MKD",
    "moldova republic of": "MDA",
    "republic of korea": "KOR",
    "republic of moldova": "MDA",
    "russian federation": "RUS",
    "south korea": "KOR",
    "swaziland": "SWZ",
    "syrian arab republic": "SYR",
    "tanzania united republic of": "TZA",
    "the former yugoslav republic of macedonia": "MKD",
    "turkey": "TUR",
    "turkiye": "TUR",
    "uae": "ARE",
    "uk": "GBR",
    "united kingdom of great britain and northern ireland": "GBR",
    "united republic of tanzania": "TZA",
    "united states of america": "USA",
    "usa": "USA",
    "venezuela bolivarian republic of": "VEN",
    "viet nam": "VNM",
}
_known: dict[str, dict[str, str]] = {}


def country_named(text: str) -> str | None:
    """The three-letter code of a country given by code or by name in any language."""
    names, wanted = _names(pack()), normal(text)
    return names.get(wanted) or names.get(wanted.removeprefix("the "))


def countries_like(text: str) -> list[str]:
    """Up to three names that are spelt nearly like this."""
    names = _names(pack())
    near = difflib.get_close_matches(normal(text), list(names), n=3, cutoff=0.75)
    countries = pack().all(Country)
    return list(dict.fromkeys(countries[names[name]].names["en"] for name in near))


def _names(content: Pack) -> dict[str, str]:
    found = _known.get(content.hash)
    if found is None:
        found = _known[content.hash] = dict(_ALSO)
        for code, country in content.all(Country).items():
            if country.kind == "iso":
                texts = [code, country.alpha2 or code, *country.names.values()]
                found.update({normal(text): code for text in texts})
    return found
