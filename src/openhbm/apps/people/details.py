"""What a caller gives to register somebody: all optional but a name or a description."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import COUNT_KEYS, NameKind, NationalityStatus
from openhbm.core.values import PartialDate


@dataclass(frozen=True)
class NameDetails:
    full: str
    kind: str = NameKind.AS_SAID
    given: str = ""
    middle: str = ""
    family: str = ""
    patronymic: str = ""


@dataclass(frozen=True)
class NationalityDetails:
    country: str
    status: str = NationalityStatus.DECLARED


@dataclass(frozen=True)
class DocumentDetails:
    kind: str
    number: str = ""
    issuer: str = ""
    expires_on: date | None = None
    problems: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class LinkDetails:
    """A relative by name (not registered here, or not known to be)."""

    other_name: str
    relationship: str
    whereabouts: str
    separated_on: str = ""
    separated_at_place: str = ""
    reunification_wanted: bool | None = None


@dataclass(frozen=True)
class ConsentDetails:
    purpose: str
    is_given: bool
    language: str
    method: str
    recipient: str = ""
    text_version: str = ""


@dataclass(frozen=True)
class PersonDetails:
    """``birth`` is text such as ``1988``, ``1988-03`` or ``1988~2``; or give ``age_years``.

    ``number`` is the one that a tablet gave while it was cut off; without it the node gives one.
    """

    name: str = ""
    description: str = ""
    sex: str = "U"
    birth: str = ""
    age_years: int | None = None
    preferred_language: str = ""
    interviewer_sex_wish: str = ""
    origin: str = ""
    other_names: tuple[NameDetails, ...] = ()
    nationalities: tuple[NationalityDetails, ...] = ()
    documents: tuple[DocumentDetails, ...] = ()
    links: tuple[LinkDetails, ...] = ()
    consents: tuple[ConsentDetails, ...] = ()
    phone: str = ""
    address: str = ""
    name_parts: NameDetails | None = None
    number: str = ""


@dataclass(frozen=True)
class GroupDetails:
    """``counts`` maps sex and age band such as ``F 5-11`` to persons; their sum may be unknown.

    ``number`` as in ``PersonDetails``.
    """

    label: str
    size: int
    counts: dict[str, int] = field(default_factory=dict)
    origin: str = ""
    destination: str = ""
    token: str = ""
    special_needs_seen: bool = False
    number: str = ""


def read_birth(text: str, age_years: int | None, at: datetime) -> PartialDate | None:
    """The birth date from either form; ActionError naming the field when it makes no sense."""
    day = at.date()
    if text:
        try:
            born = PartialDate.parse(text)
        except ValueError as error:
            raise ActionError(str(error), field="birth") from None
        if born.earliest > day:
            raise ActionError(
                _("The birth date %(date)s is in the future.") % {"date": text},
                field="birth",
                remedy=_("Check the year."),
            )
        if day.year - born.latest.year > 130:
            raise ActionError(
                _("The birth date %(date)s is more than 130 years ago.") % {"date": text},
                field="birth",
                remedy=_("Check the year."),
            )
        return born
    if age_years is None:
        return None
    try:
        return PartialDate.from_age(age_years, day)
    except ValueError as error:
        raise ActionError(str(error), field="age_years") from None


def check_counts(counts: dict[str, int], size: int) -> None:
    """ActionError unless the keys are sex and age band and the sum fits into the size."""
    for key, number in counts.items():
        if key not in COUNT_KEYS:
            raise ActionError(
                _("%(key)s is not a sex and age band.") % {"key": key},
                field="counts",
                remedy=_("Use keys such as F 5-11 or M ?."),
            )
        if type(number) is not int or number < 0:
            raise ActionError(
                _("The count of %(key)s must be a whole number from 0.") % {"key": key},
                field="counts",
            )
    if sum(counts.values()) > size:
        raise ActionError(
            _("The counts add up to %(sum)s, more than the %(size)s people of the whole.")
            % {"sum": sum(counts.values()), "size": size},
            field="counts",
            remedy=_("Correct the counts or the size."),
        )


def script_of(text: str) -> str:
    """The ISO 15924 code of the script that most letters of a name are in; empty for none."""
    tally: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            code = next((code for low, high, code in _SCRIPTS if low <= ord(character) <= high), "")
            tally[code] = tally.get(code, 0) + 1
    return max(tally, key=lambda code: tally[code]) if tally else ""


_SCRIPTS = (
    (0x0041, 0x024F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1200, 0x139F, "Ethi"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xFB50, 0xFEFF, "Arab"),
)
