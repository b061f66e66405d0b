"""The layouts of machine-readable zones as tables: where a field stands, what a check covers.

Source: ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas); the French identity card of
1988 to 2021, which is older than TD2 and not of ICAO.
"""

from __future__ import annotations

from dataclasses import dataclass

FILLER = "<"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to before ``end`` of a line, counted from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A check digit, what it covers, and whether a filler may stand for it over nothing."""

    name: str
    digit: Span
    covers: tuple[Span, ...]
    may_be_filler: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: lines of one width, fields by name, checks in the order they stand.

    ``long_number`` is the optional field into which a document number of more than nine
    characters runs on, when a filler stands in the place of its check digit.
    """

    name: str
    lines: int
    width: int
    fields: dict[str, Span]
    checks: tuple[CheckRule, ...]
    long_number: str = ""

    def check(self, name: str) -> CheckRule | None:
        """The rule of that name, or None where the format has no such check digit."""
        return next((rule for rule in self.checks if rule.name == name), None)


def _check(name: str, digit: Span, *covers: Span, may_be_filler: bool = False) -> CheckRule:
    return CheckRule(name, digit, covers, may_be_filler)


def _two_lines(name: str, width: int, optional_end: int, *more: CheckRule, long: str) -> Layout:
    """What TD2, TD3 and both visas share: names above, number and dates below."""
    fields = {
        "type": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "names": Span(0, 5, width),
        "number": Span(1, 0, 9),
        "nationality": Span(1, 10, 13),
        "birth": Span(1, 13, 19),
        "sex": Span(1, 20, 21),
        "expiry": Span(1, 21, 27),
        "optional": Span(1, 28, optional_end),
    }
    checks = (
        _check("number", Span(1, 9, 10), fields["number"]),
        _check("birth", Span(1, 19, 20), fields["birth"]),
        _check("expiry", Span(1, 27, 28), fields["expiry"]),
        *more,
    )
    return Layout(name, 2, width, fields, checks, long)


_TD1_FIELDS = {
    "type": Span(0, 0, 2),
    "issuer": Span(0, 2, 5),
    "number": Span(0, 5, 14),
    "optional": Span(0, 15, 30),
    "birth": Span(1, 0, 6),
    "sex": Span(1, 7, 8),
    "expiry": Span(1, 8, 14),
    "nationality": Span(1, 15, 18),
    "optional2": Span(1, 18, 29),
    "names": Span(2, 0, 30),
}

TD1 = Layout(
    "TD1",
    3,
    30,
    _TD1_FIELDS,
    (
        _check("number", Span(0, 14, 15), _TD1_FIELDS["number"]),
        _check("birth", Span(1, 6, 7), _TD1_FIELDS["birth"]),
        _check("expiry", Span(1, 14, 15), _TD1_FIELDS["expiry"]),
        _check(
            "composite",
            Span(1, 29, 30),
            Span(0, 5, 30),
            Span(1, 0, 7),
            Span(1, 8, 15),
            Span(1, 18, 29),
        ),
    ),
    "optional",
)

TD2 = _two_lines(
    "TD2",
    36,
    35,
    _check("composite", Span(1, 35, 36), Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    long="optional",
)

TD3 = _two_lines(
    "TD3",
    44,
    42,
    _check("optional", Span(1, 42, 43), Span(1, 28, 42), may_be_filler=True),
    _check("composite", Span(1, 43, 44), Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    long="",
)

MRV_A = _two_lines("MRVA", 44, 44, long="")
MRV_B = _two_lines("MRVB", 36, 36, long="")

FRENCH_ID = Layout(
    "FRID",
    2,
    36,
    {
        "type": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "surname": Span(0, 5, 30),
        "optional": Span(0, 30, 36),
        "number": Span(1, 0, 12),
        "given": Span(1, 13, 27),
        "birth": Span(1, 27, 33),
        "sex": Span(1, 34, 35),
    },
    (
        _check("number", Span(1, 12, 13), Span(1, 0, 12)),
        _check("birth", Span(1, 33, 34), Span(1, 27, 33)),
        _check("composite", Span(1, 35, 36), Span(0, 0, 36), Span(1, 0, 35)),
    ),
)

LAYOUTS = {layout.name: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B, FRENCH_ID)}


def layout_of(lines: tuple[str, ...]) -> Layout | None:
    """The format of lines of one width, told by their number, width and first letters."""
    shape = (len(lines), len(lines[0]) if lines else 0)
    if any(len(line) != shape[1] for line in lines):
        return None
    if shape == (3, 30):
        return TD1
    is_visa = lines[0].startswith("V") if lines else False
    if shape == (2, 44):
        return MRV_A if is_visa else TD3
    if shape != (2, 36):
        return None
    if is_visa:
        return MRV_B
    return FRENCH_ID if _is_french(lines) else TD2


def _is_french(lines: tuple[str, ...]) -> bool:
    """A French card of the old kind: ``IDFRA``, and a digit where TD2 has its nationality.

    Its thirteenth character is the check digit of its number.
    """
    return lines[0].startswith("IDFRA") and lines[1][12] in "0123456789"
