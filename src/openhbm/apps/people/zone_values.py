"""What a machine-readable zone says, as the fields a person is registered with.

Everything here is a proposal that somebody at the desk looks at. Nothing is added to what the
zone says; what it does not say stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from openhbm.apps.people.codes import DocumentKind, DocumentProblem, Sex
from openhbm.content.loader import pack
from openhbm.content.schemas.places import Country
from openhbm.core.documents.mrz.dates import birth_date, expiry_date
from openhbm.core.documents.mrz.zone import Standing, Zone
from openhbm.core.values import DatePrecision

# Which field of the form holds what of the zone. A name is worth what its worst part is.
_SOURCES = {
    "name": ("given",),
    "surname": ("surname",),
    "document_name": ("surname", "given"),
    "sex": ("sex",),
    "birth": ("birth",),
    "nationality": ("nationality",),
    "document_kind": ("type",),
    "document_number": ("number",),
    "document_issuer": ("issuer",),
    "document_expires": ("expiry",),
}
_ORDER = (Standing.VOUCHED, Standing.READ, Standing.DOUBTFUL)
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
_UNITED_NATIONS = frozenset({"UNO", "UNA"})
# Of a travel document whose holder's code says so.
_BY_NATIONALITY = {
    "XXA": DocumentKind.STATELESS_TRAVEL,
    "XXB": DocumentKind.REFUGEE_TRAVEL,
    "XXC": DocumentKind.REFUGEE_TRAVEL,
}


@dataclass(frozen=True)
class ZoneValues:
    """Values of a registration with how far each can be relied on, by the name of the field.

    ``birth`` is ISO text with the precision it has. ``problems`` are codes of problems with the
    paper that the zone itself shows; they are noted and decide nothing. ``is_protected`` tells
    that the code of nationality stands for a refugee or a stateless person.
    """

    values: dict[str, str] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    is_protected: bool = False


def zone_values(zone: Zone, standing: dict[str, Standing] | None, at: date) -> ZoneValues:
    """What a zone proposes for a registration on ``at``.

    ``standing`` is of a reading from a picture; without it the zone's own check digits speak.
    """
    born, expires = birth_date(zone.birth, at), expiry_date(zone.expiry, at)
    values = {
        "name": zone.given or zone.surname,
        "surname": zone.surname if zone.given else "",
        "document_name": " ".join(part for part in (zone.given, zone.surname) if part),
        "sex": _SEXES.get(zone.sex, ""),
        "birth": str(born) if born else "",
        "nationality": known_country(zone.nationality),
        "document_kind": document_kind(zone),
        "document_number": zone.number,
        "document_issuer": known_country(zone.issuer),
        "document_expires": _day(expires),
    }
    filled = {name: str(value) for name, value in values.items() if value}
    return ZoneValues(
        values=filled,
        standing={name: _worst(zone, standing, _SOURCES[name]) for name in filled},
        problems=_problems(expires, at),
        is_protected=_is_protected(zone.nationality),
    )


def document_kind(zone: Zone) -> str:
    """The kind of evidence a zone stands on; empty for visas, which identify nobody."""
    if not zone.format or zone.type.startswith("V"):
        return ""
    if zone.type.startswith("AC"):
        return DocumentKind.SEAMAN
    if not zone.type.startswith("P"):
        return DocumentKind.NATIONAL_ID
    if zone.issuer in _UNITED_NATIONS:
        return DocumentKind.LAISSEZ_PASSER
    return _BY_NATIONALITY.get(zone.nationality, DocumentKind.PASSPORT)


def known_country(code: str) -> str:
    """The code as it is kept here: that of ISO 3166-1 where a zone has another for the same."""
    country = pack().all(Country).get(code)
    if country is None:
        return ""
    return country.same_as or country.id if len(country.id) < 3 else country.id


def _is_protected(code: str) -> bool:
    country = pack().all(Country).get(code)
    return country is not None and country.protection_sensitive


def _worst(zone: Zone, standing: dict[str, Standing] | None, sources: tuple[str, ...]) -> Standing:
    found = [standing[s] if standing and s in standing else zone.standing(s) for s in sources]
    return max(found, key=_ORDER.index)


def _day(expires: object) -> str:
    known = getattr(expires, "precision", None) is DatePrecision.DAY
    return str(expires) if known else ""


def _problems(expires: object, at: date) -> tuple[str, ...]:
    last = getattr(expires, "latest", None)
    return (DocumentProblem.EXPIRED.value,) if last is not None and last < at else ()
