"""Why two records may be one person, or may not: said signal by signal, for whoever decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from openhbm.core.identity import weights
from openhbm.core.identity.columns import columns_of
from openhbm.core.identity.frequencies import Frequencies
from openhbm.core.identity.likeness import OWN_DIFFERS, OWN_ONE, Floats, Marks
from openhbm.core.identity.records import Judgement, MatchRecord
from openhbm.core.identity.signals import LEVELS, WEIGHTS, Compared, compared
from openhbm.core.values import Reason

BEYOND_NAMES = ("birth", "place", "document", "phone", "father", "mother")
"""Signals that tell two namesakes apart."""
MEMBER_AT = 5.0
"""So many bits besides the own name make two people of one family."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One signal: what the one record says, what the other says, what it counts and why."""

    signal: str
    left: str
    right: str
    weight: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Match:
    """What is found about two records: a judgement to consider and all that it rests on.

    ``weight`` is the sum of the evidence in bits and orders answers; it is no probability.
    ``is_relative`` says that this is rather another member of the family.
    """

    judgement: Judgement
    weight: float
    is_relative: bool
    evidence: tuple[Evidence, ...]


def explained(left: MatchRecord, right: MatchRecord, frequencies: Frequencies) -> Match:
    """Compare two records and say why, strongest evidence first.

    ``not_judged`` when there is too little on one side to judge by. Signals of which one side says
    nothing are left out.
    """
    a, b = columns_of([left]), columns_of([right])
    one = np.zeros(1, dtype=np.int32)
    bits = frequencies.bits(a.words), frequencies.bits(b.words)
    found = compared(a, one, b, one, bits)
    evidence = tuple(_evidence(left, right, found))
    ordered = sorted(evidence, key=lambda e: -abs(e.weight))
    judgement = str(judged(found)[0])
    return Match(
        Judgement(judgement), float(found.weight[0]), bool(relatives(found)[0]), tuple(ordered)
    )


def judged(found: Compared) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """The judgement to consider for each pair compared: (n,) values of ``Judgement``.

    Names alone never make a match, however rare, nor do names and a year: see
    ``weights.EVIDENCE_BEYOND_NAMES``.
    """
    unknown = (found.levels["names"] == 0) & (found.levels["document"] == 0)
    besides = beyond_names(found) >= weights.EVIDENCE_BEYOND_NAMES
    kin = relatives(found)
    return np.select(
        [
            unknown,
            kin | (found.weight < weights.UNSURE_AT),
            (found.weight >= weights.MATCH_AT) & besides,
        ],
        [Judgement.NOT_JUDGED.value, Judgement.NO_MATCH.value, Judgement.MATCH.value],
        Judgement.UNSURE.value,
    )


def relatives(found: Compared) -> Marks:
    """Which pairs are rather two members of one family: (n,).

    Another part of the name agrees and so does more, but the own name does not; or both were
    registered in one household under different own names.
    """
    own = found.levels["own_name"]
    shared = found.weight - WEIGHTS["own_name"][own] - WEIGHTS["birth"][found.levels["birth"]]
    other_person = (own == OWN_DIFFERS) | (own == OWN_ONE)
    kin: Marks = other_person & (found.names.agreeing > 0) & (shared >= MEMBER_AT)
    kin &= found.levels["document"] != 1
    return kin


def beyond_names(found: Compared) -> Floats:
    """What signals other than the name add up to, in bits, for each pair compared."""
    total: Floats = sum(
        (WEIGHTS[name][found.levels[name]] for name in BEYOND_NAMES),
        np.zeros(len(found.weight)),
    )
    return total


def _evidence(left: MatchRecord, right: MatchRecord, found: Compared) -> list[Evidence]:
    told = []
    for signal, numbers in found.levels.items():
        level = LEVELS[signal][int(numbers[0])]
        if level.weight == 0.0 and signal != "names":
            continue
        weight = level.weight + (float(found.bits[0]) if signal == "names" else 0.0)
        value = VALUES[signal]
        told.append(Evidence(signal, value(left), value(right), weight, level.reason(weight)))
    return told


def _names(record: MatchRecord) -> str:
    return " / ".join(dict.fromkeys(record.names))


def _own(record: MatchRecord) -> str:
    return " / ".join(dict.fromkeys(record.own)) or _names(record)


VALUES: Mapping[str, Callable[[MatchRecord], str]] = MappingProxyType(
    {
        "names": _names,
        "own_name": _own,
        "birth": lambda record: str(record.birth or ""),
        "sex": lambda record: record.sex,
        "place": lambda record: record.place,
        "document": lambda record: " / ".join(record.documents),
        "phone": lambda record: " / ".join(record.phones),
        "father": lambda record: record.father,
        "mother": lambda record: record.mother,
        "household": lambda record: record.household,
    }
)
"""What a record says of each signal, as text."""
