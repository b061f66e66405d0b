"""What is sent to an engine and what comes back, whatever its protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class EngineAnswerError(ValueError):
    """The engine answered something else than its protocol says, or that it failed."""


@dataclass(frozen=True, slots=True)
class Template:
    """One capture: ``kind`` FACE, FINGER or IRIS; ``place`` such as RIGHT_INDEX, or empty.

    ``data`` are bytes of ``format``: ISO/IEC 19794 or 39794, alone or inside CBEFF.
    """

    kind: str
    data: bytes
    format: str = "ISO_19794"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the engine names, by the reference under which they were given to it.

    ``score`` is the engine's own and comparable with no other engine's.
    """

    reference: str
    score: float
    rank: int


def ranked(found: Iterable[Candidate], asked: str) -> tuple[Candidate, ...]:
    """Best first, without the one who was asked for."""
    others = [candidate for candidate in found if candidate.reference != asked]
    return tuple(sorted(others, key=lambda candidate: (candidate.rank, -candidate.score)))


def number(value: Any) -> float:
    """A score as a number; engines write numbers as text, too. 0 when it is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if found == found else 0.0
