"""RapidOCR as a second opinion, where it is installed: ``pip install openhbm[ocr]``.

It is slower and knows nothing of check digits. What it reads goes through the same grammar and
the same checks, and its names count only when our own read says the same.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from openhbm.core.documents.mrz.layouts import ALPHABET, Layout, layout_of
from openhbm.core.documents.mrz.repair import chances_of
from openhbm.core.documents.mrz.zone import Standing
from openhbm.core.documents.ocr.deciding import ZoneReading, decided
from openhbm.core.documents.ocr.ink import Grey

MODULE = "rapidocr"
_LONGEST = 1600
_LEAST_OF_LINE = 0.75
_WIDTHS = (30, 36, 44)
_LINES = {30: 3, 36: 2, 44: 2}
_FILLERS = re.compile("<+")


def is_installed() -> bool:
    """Whether the optional reader is there."""
    return importlib.util.find_spec(MODULE) is not None


def read_by_other(picture: Grey, own: ZoneReading | None) -> ZoneReading | None:
    """What RapidOCR reads, when it is installed and all check digits of it are right."""
    if not is_installed():
        return None
    step = -(-max(picture.shape) // _LONGEST)
    answer = _engine()(np.repeat(picture[::step, ::step, None], 3, 2))
    found = fitted_lines(list(answer.txts or ()))
    layout = layout_of(found) if found else None
    return _weighed(found, layout, own) if layout is not None else None


def fitted_lines(texts: list[str]) -> tuple[str, ...]:
    """The texts that can be lines of one zone, brought to its width; empty for none."""
    plain = ["".join(c for c in text.upper().replace("«", "<<") if c in ALPHABET) for text in texts]
    for width in _WIDTHS[::-1]:
        near = [t for t in plain if _LEAST_OF_LINE * width <= len(t) <= width + 3]
        last = near[-_LINES[width] :]
        if len(last) == _LINES[width] and any("<<" in line for line in last):
            return tuple(at_width(line, width) for line in last)
    return ()


def at_width(line: str, width: int) -> str:
    """A line with fillers put into, or taken out of, its longest run of them.

    Readers of running text miscount repeated signs; where there is no run it is the end.
    """
    runs = sorted(_FILLERS.finditer(line), key=lambda run: len(run[0]))
    middle = runs[-1].start() if runs else len(line)
    if len(line) < width:
        return line[:middle] + "<" * (width - len(line)) + line[middle:]
    spare = min(len(line) - width, len(runs[-1][0]) if runs else 0)
    return (line[:middle] + line[middle + spare :])[:width]


def _weighed(lines: tuple[str, ...], layout: Layout, own: ZoneReading | None) -> ZoneReading | None:
    reading = decided(chances_of(lines)[None], [layout], np.zeros((4, 2)))
    if not reading.zone.is_valid:
        return None
    agree = own is not None and _names(own.zone) == _names(reading.zone)
    return reading if agree else _with_doubtful_names(reading)


def _with_doubtful_names(reading: ZoneReading) -> ZoneReading:
    doubt = {"surname": Standing.DOUBTFUL, "given": Standing.DOUBTFUL}
    return replace(reading, standing=reading.standing | doubt, names_agree=False)


def _names(zone: Any) -> tuple[str, str]:
    return zone.surname, zone.given


@cache
def _engine() -> Any:
    return importlib.import_module(MODULE).RapidOCR()
