"""A line of text as runs of one direction and one typeface, in the order they stand on paper.

Directions follow the Unicode Bidirectional Algorithm (UAX #9), as fpdf2 resolves them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from openhbm.apps.people.printing.fonts import SANS, face_for

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in the order they are read, the key of their typeface, and their direction."""

    text: str
    face: str
    is_rtl: bool


def apart(text: str) -> str:
    """Text whose direction neither takes from the words around it nor gives to them."""
    return f"\u2068{text}\u2069"


def is_rtl_language(language: str) -> bool:
    """Whether a language (BCP 47) is written from right to left."""
    return language.lower().split("-")[0] in RIGHT_TO_LEFT


def reads_from_right(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    return auto_detect_base_direction(text) is TextDirection.RTL


@lru_cache(maxsize=4096)
def runs_of(text: str, is_rtl: bool) -> tuple[Run, ...]:
    """The runs of a line, from the leftmost; ``is_rtl`` is the direction of the line as a whole."""
    base = TextDirection.RTL if is_rtl else TextDirection.LTR
    # The joiners that Persian and Arabic are spelt with are kept for the shaping.
    paragraph = BidiParagraph(text, base_direction=base, preserve_bn_chars=True)
    characters = paragraph.get_characters_with_embedding_level()
    face, marked = SANS, []
    for one in characters:
        face = face_for(one.character, face)
        marked.append((one.embedding_level, face.key, one.character))
    runs = [
        (level, Run("".join(part[2] for part in parts), key, level % 2 == 1))
        for (level, key), parts in groupby(marked, lambda part: part[:2])
    ]
    return tuple(run for _level, run in _in_visual_order(runs))


def _in_visual_order(runs: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """UAX #9, rule L2: from the highest level down, turn every sequence of that level or more."""
    highest = max((level for level, _run in runs), default=0)
    for level in range(highest, 0, -1):
        turned: list[tuple[int, Run]] = []
        for is_higher, parts in groupby(runs, lambda run, least=level: run[0] >= least):
            found = list(parts)
            turned += reversed(found) if is_higher else found
        runs = turned
    return runs
