"""Reads the text of a machine-readable zone. Never raises and never guesses."""

from __future__ import annotations

import re
from collections.abc import Callable

from openhbm.core.documents.mrz.digits import check_digit
from openhbm.core.documents.mrz.layouts import FILLER, CheckRule, Layout, layout_of
from openhbm.core.documents.mrz.zone import Check, Verdict, Zone, unfilled
from openhbm.core.values import Reason, reason_of, said

MAX_CHARACTERS = 2_000
"""More than any zone with its spaces; what is longer is not looked at."""
_SPACE = re.compile(r"[^\S\n]+")
_LONG_DASH = str.maketrans({"«": "<<", "‹": "<", "＜": "<", "\r": "\n", "\u2028": "\n"})
_WIDTHS = {90: 30, 88: 44, 72: 36}
_DATE = re.compile(r"[0-9<]{6}")
_LETTERS = re.compile(r"[A-Z<]*")
_STRANGER = re.compile(r"[^A-Z0-9<]")
_SEXES = frozenset("MF<")


def parse(text: str) -> Zone:
    """What the zone in ``text`` says: two or three lines, or all of it in one line.

    Small letters are read as capitals, spaces are dropped, angle quotes are fillers. Text of no
    known format gives a Zone without format whose ``problems`` say why. Raises nothing.
    """
    lines = _lines(text[: MAX_CHARACTERS + 1])
    layout = layout_of(lines)
    if layout is None or len(text) > MAX_CHARACTERS:
        return Zone(lines=lines, problems=(_no_format(text, lines),))
    return parse_lines(lines, layout)


def parse_lines(lines: tuple[str, ...], layout: Layout) -> Zone:
    """What clean lines of a known format say; each has the width of the layout."""
    raw = {name: span.of(lines) for name, span in layout.fields.items()}
    number_check, number, taken = _number(raw, lines, layout)
    surname, given, is_cut = _names(raw)
    checks = (number_check, *(_checked(rule, lines) for rule in layout.checks[1:]))
    return Zone(
        format=layout.name,
        lines=lines,
        type=unfilled(raw["type"]),
        issuer=unfilled(raw["issuer"]),
        surname=surname,
        given=given,
        number=number,
        nationality=unfilled(raw.get("nationality", "")),
        birth=raw["birth"],
        sex=raw["sex"],
        expiry=raw.get("expiry", ""),
        optional=raw["optional"][taken:].strip(FILLER),
        optional2=raw.get("optional2", "").strip(FILLER),
        is_name_cut=is_cut,
        checks=checks,
        problems=_problems(raw, lines),
    )


def _lines(text: str) -> tuple[str, ...]:
    plain = _SPACE.sub("", text.translate(_LONG_DASH)).upper()
    lines = tuple(line for line in plain.split("\n") if line)
    if len(lines) == 1 and (width := _WIDTHS.get(len(lines[0]))):
        return tuple(lines[0][start : start + width] for start in range(0, len(lines[0]), width))
    return lines


def _number(raw: dict[str, str], lines: tuple[str, ...], layout: Layout) -> tuple[Check, str, int]:
    """The check of the number, the number, and how much of the optional field belongs to it."""
    rule = layout.checks[0]
    found, number = rule.digit.of(lines), raw["number"]
    if found == FILLER and layout.long_number and FILLER not in number:
        rest, stop, _ = raw[layout.long_number].partition(FILLER)
        if len(rest) > 1 and (stop or _is_right(number + rest[:-1], rest[-1])):
            whole, digit = number + rest[:-1], rest[-1]
            return _check("number", digit, check_digit(whole)), whole, len(rest) + 1
    return _checked(rule, lines), unfilled(number), 0


def _is_right(text: str, digit: str) -> bool:
    return check_digit(text) == digit


def _checked(rule: CheckRule, lines: tuple[str, ...]) -> Check:
    covered = "".join([span.of(lines) for span in rule.covers])
    found = rule.digit.of(lines)
    if found == FILLER and not covered.strip(FILLER):
        # A filler over an empty field: allowed for optional data; others print 0 or a filler.
        return Check(rule.name, found, "0", Verdict.RIGHT)
    return _check(rule.name, found, check_digit(covered))


def _check(name: str, found: str, expected: str) -> Check:
    return Check(name, found, expected, Verdict.RIGHT if found == expected else Verdict.WRONG)


def _names(raw: dict[str, str]) -> tuple[str, str, bool]:
    """Surname, given names, and whether the name reaches the end of its field and may be cut."""
    if "names" not in raw:
        surname, given = raw["surname"], raw["given"]
        return _spaced(surname), _spaced(given), not given.endswith(FILLER)
    whole = raw["names"]
    surname, _, given = whole.partition(FILLER * 2)
    return _spaced(surname), _spaced(given), not whole.endswith(FILLER)


def _spaced(text: str) -> str:
    return " ".join([part for part in text.split(FILLER) if part])


def _problems(raw: dict[str, str], lines: tuple[str, ...]) -> tuple[Reason, ...]:
    problems = [
        reason_of("strange_character", said(_STRANGE, line=number, character=line[wrong.start()]))
        for number, line in enumerate(lines, 1)
        if (wrong := _STRANGER.search(line))
    ]
    for field, value in raw.items():
        rule = _RULES.get(field)
        if rule is not None and not rule[0](value):
            code, phrase, about = rule[1:]
            for each in about or (field,):
                problems.append(reason_of(f"{code}:{each}", said(phrase, value=value)))
    return tuple(problems)


def _is_date(text: str) -> bool:
    """YYMMDD in which any part may be unknown; not whether the day is in that month."""
    if not _DATE.fullmatch(text):
        return False
    month, day = text[2:4], text[4:6]
    return (FILLER in month or month <= "12") and (FILLER in day or day <= "31")


_NO_COUNTRY = said("%(value)s is no country code; look at the paper.", value="").form
_IN_NAME = said("%(value)s: there is a digit in the name; look at the paper.", value="").form
_NO_DATE = said("%(value)s is no date; look at the paper.", value="").form
_NO_SEX = said("%(value)s is neither M, F nor a filler.", value="").form
_STRANGE = said(
    "Line %(line)s holds %(character)s, which no zone has; read it again.", line="", character=""
).form


def _has_letters_only(text: str) -> bool:
    return _LETTERS.fullmatch(text) is not None


# Field: what it must be, the code and words when it is not, and the values it spoils.
_RULES: dict[str, tuple[Callable[[str], bool], str, str, tuple[str, ...]]] = {
    "birth": (_is_date, "no_date", _NO_DATE, ()),
    "expiry": (_is_date, "no_date", _NO_DATE, ()),
    "issuer": (_has_letters_only, "no_country", _NO_COUNTRY, ()),
    "nationality": (_has_letters_only, "no_country", _NO_COUNTRY, ()),
    "names": (_has_letters_only, "digit_in_name", _IN_NAME, ("surname", "given")),
    "surname": (_has_letters_only, "digit_in_name", _IN_NAME, ()),
    "given": (_has_letters_only, "digit_in_name", _IN_NAME, ()),
    "sex": (_SEXES.__contains__, "no_sex", _NO_SEX, ()),
}


def _no_format(text: str, lines: tuple[str, ...]) -> Reason:
    if len(text) > MAX_CHARACTERS:
        return reason_of("too_long", said("The text is too long for a machine-readable zone."))
    if not lines:
        return reason_of("empty", said("There is no text."))
    lengths = ", ".join(str(len(line)) for line in lines[:5])
    return reason_of(
        "no_format",
        said(
            "%(count)s lines of %(lengths)s characters are no machine-readable zone:"
            " it has 3 lines of 30, 2 of 36 or 2 of 44.",
            count=len(lines),
            lengths=lengths,
        ),
    )
