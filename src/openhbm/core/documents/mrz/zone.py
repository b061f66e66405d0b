"""What a machine-readable zone says, field by field and check by check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openhbm.core.documents.mrz.layouts import FILLER, LAYOUTS, Layout
from openhbm.core.values import Reason


class Verdict(StrEnum):
    """What a check digit says about the field it covers."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSENT = "absent"


class Standing(StrEnum):
    """How far a field can be relied on."""

    VOUCHED = "vouched"
    """A check digit over it is right, and none is wrong."""
    READ = "read"
    """Nothing vouches for it: no check digit of its format covers it."""
    DOUBTFUL = "doubtful"
    """A check digit over it is wrong, or it holds what may not stand there."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit as it stands, what it should be, and the verdict."""

    name: str
    found: str
    expected: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Zone:
    """A machine-readable zone. Values are as printed, without fillers at the end; no guesses.

    ``format`` is empty when the lines are of no known format; then ``problems`` says why and the
    values are empty. ``birth`` and ``expiry`` are YYMMDD with fillers for what is unknown;
    ``openhbm.core.documents.mrz.dates`` makes dates of them.
    """

    format: str = ""
    lines: tuple[str, ...] = ()
    type: str = ""
    issuer: str = ""
    surname: str = ""
    given: str = ""
    number: str = ""
    nationality: str = ""
    birth: str = ""
    sex: str = ""
    expiry: str = ""
    optional: str = ""
    optional2: str = ""
    is_name_cut: bool = False
    checks: tuple[Check, ...] = ()
    problems: tuple[Reason, ...] = ()

    @property
    def layout(self) -> Layout | None:
        return LAYOUTS.get(self.format)

    @property
    def is_valid(self) -> bool:
        """Whether the format is known and every check digit is right."""
        return bool(self.checks) and all(check.verdict != Verdict.WRONG for check in self.checks)

    def verdict(self, name: str) -> Verdict:
        """The verdict of the check digit called ``name``: number, birth, expiry, optional or
        composite; absent where the format has none."""
        found = (check.verdict for check in self.checks if check.name == name)
        return next(found, Verdict.ABSENT)

    def standing(self, field: str) -> Standing:
        """How far the value of ``field`` can be relied on."""
        if any(problem.code.partition(":")[2] == field for problem in self.problems):
            return Standing.DOUBTFUL
        own, whole = self.verdict(field), self.verdict("composite")
        if own == Verdict.WRONG:
            return Standing.DOUBTFUL
        if own == Verdict.RIGHT:
            return Standing.VOUCHED
        covered = field in _ONLY_COMPOSITE.get(self.format, ())
        if not covered or whole == Verdict.ABSENT:
            return Standing.READ
        return Standing.VOUCHED if whole == Verdict.RIGHT else Standing.DOUBTFUL


# Fields that the composite check digit covers and no other one does.
_ONLY_COMPOSITE = {
    "TD1": ("optional", "optional2"),
    "TD2": ("optional",),
    "FRID": ("type", "issuer", "surname", "given", "optional", "sex"),
}


def unfilled(text: str) -> str:
    """A field without the fillers at its end; fillers inside it stay."""
    return text.rstrip(FILLER)
