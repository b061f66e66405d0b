"""Makes a machine-readable zone: the other way round of reading one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhbm.core.documents.mrz.digits import check_digit
from openhbm.core.documents.mrz.layouts import FILLER, LAYOUTS, Layout, Span
from openhbm.core.documents.mrz.letters import transliterated

_PLAIN = re.compile(r"[A-Z0-9<]*")
_DATE = re.compile(r"[0-9<]{6}")
_CODE = re.compile(r"[A-Z<]{0,3}")


class ZoneError(ValueError):
    """A value that does not fit into a zone: ``field`` says which."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class ZoneContent:
    """What a zone is to say. Names in any script; dates as YYMMDD, fillers for unknown parts."""

    type: str
    issuer: str
    surname: str = ""
    given: str = ""
    number: str = ""
    nationality: str = ""
    birth: str = FILLER * 6
    sex: str = FILLER
    expiry: str = FILLER * 6
    optional: str = ""
    optional2: str = ""
    language: str = ""


def build(format_name: str, content: ZoneContent) -> tuple[str, ...]:
    """The lines of a zone of format TD1, TD2, TD3, MRVA, MRVB or FRID.

    Names too long for their field are cut as Doc 9303 part 4, 4.2.2 says: the last character is
    a letter, and of the given names at least the first letter stays. Raises ZoneError, a
    ValueError with the field, for what cannot stand in a zone.
    """
    layout = LAYOUTS.get(format_name)
    if layout is None:
        known = ", ".join(LAYOUTS)
        raise ZoneError("format", f"{format_name!r} is no format of a zone; use one of {known}")
    values = _values(layout, content)
    lines = [FILLER * layout.width] * layout.lines
    for name, span in layout.fields.items():
        _write(lines, span, _fitted(name, values.get(name, ""), span))
    for rule in layout.checks:
        covered = "".join(span.of(tuple(lines)) for span in rule.covers)
        digit = check_digit(covered)
        if rule.name == "number" and "long_digit" in values:
            digit = FILLER
        if rule.may_be_filler and not covered.strip(FILLER):
            digit = FILLER
        _write(lines, rule.digit, digit)
    return tuple(lines)


def _values(layout: Layout, content: ZoneContent) -> dict[str, str]:
    values = {
        "type": _plain("type", content.type),
        "issuer": _country("issuer", content.issuer),
        "nationality": _country("nationality", content.nationality),
        "number": _plain("number", content.number),
        "birth": _date("birth", content.birth),
        "expiry": _date("expiry", content.expiry),
        "sex": _sex(content.sex),
        "optional": _plain("optional", content.optional),
        "optional2": _plain("optional2", content.optional2),
    }
    _check_visa(layout, values["type"])
    surname = transliterated(content.surname, content.language)
    given = transliterated(content.given, content.language)
    if not surname and not given:
        raise ZoneError("surname", "a zone needs a name that has letters")
    if "names" in layout.fields:
        values["names"] = names_field(surname, given, _width(layout.fields["names"]))
    else:
        values["surname"] = surname[: _width(layout.fields["surname"])]
        values["given"] = given[: _width(layout.fields["given"])]
    return values | _long_number(layout, values)


def names_field(surname: str, given: str, width: int) -> str:
    """Surname and given names of A to Z and fillers in ``width`` characters, cut where needed."""
    if not surname or not given:
        # A name without parts stands as the primary one.
        return (surname or given)[:width].rstrip(FILLER).ljust(width, FILLER)
    # Two fillers and one letter of the given names stay, however long the surname is.
    room = max(width - 2 - len(given), width - 3 - max(0, width - len(surname) - 3))
    surname = surname[: max(min(len(surname), room), 1)].rstrip(FILLER)
    return f"{surname}<<{given}"[:width].rstrip(FILLER).ljust(width, FILLER)


def _long_number(layout: Layout, values: dict[str, str]) -> dict[str, str]:
    """The parts of a number that is longer than its field, where the format allows that."""
    number, room = values["number"], _width(layout.fields["number"])
    if len(number) <= room:
        return {}
    optional = number[room:] + check_digit(number) + FILLER + values["optional"]
    if not layout.long_number or FILLER in number:
        raise ZoneError("number", f"the number {number} has more than {room} characters")
    optional = optional.rstrip(FILLER)
    if len(optional) > _width(layout.fields["optional"]):
        raise ZoneError("number", f"the number {number} leaves no room for the optional data")
    return {"number": number[:room], "optional": optional, "long_digit": FILLER}


def _plain(field: str, text: str) -> str:
    clean = re.sub(r"[\s\-./]", "", text).upper()
    if not _PLAIN.fullmatch(clean):
        raise ZoneError(field, f"{text!r} has characters other than A to Z and 0 to 9")
    return clean


def _country(field: str, text: str) -> str:
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise ZoneError(field, f"{text!r} is no code of up to three letters, such as UTO or XXB")
    return code


def _date(field: str, text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ZoneError(field, f"{text!r} is not YYMMDD with < for what is unknown")
    return text


def _sex(text: str) -> str:
    code = text.strip().upper()
    if code in ("", "X", "U", FILLER):
        return FILLER
    if code not in ("F", "M"):
        raise ZoneError("sex", f"{text!r} is none of F, M and <")
    return code


def _check_visa(layout: Layout, code: str) -> None:
    if not code or not code[0].isalpha():
        raise ZoneError("type", "a zone begins with a letter such as P, I, A, C or V")
    if layout.name.startswith("MRV") != code.startswith("V"):
        raise ZoneError("type", f"type {code} does not go with format {layout.name}")


def _fitted(field: str, text: str, span: Span) -> str:
    if len(text) > _width(span):
        raise ZoneError(field, f"{text!r} has more than {_width(span)} characters")
    return text.ljust(_width(span), FILLER)


def _width(span: Span) -> int:
    return span.end - span.start


def _write(lines: list[str], span: Span, text: str) -> None:
    line = lines[span.line]
    lines[span.line] = line[: span.start] + text + line[span.end :]
