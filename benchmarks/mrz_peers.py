"""Other readers of machine-readable zones, as far as they are installed."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib import metadata
from io import StringIO

import numpy as np
from tqdm import tqdm

from openhbm.apps.intake.other_reader import at_width
from openhbm.core.documents.mrz.layouts import FILLER, layout_of
from openhbm.core.documents.mrz.repair import chances_of
from openhbm.core.documents.ocr.deciding import decided
from openhbm.core.documents.ocr.pictures import grey_picture

Lines = tuple[str, ...]
Answer = tuple[dict[str, str], bool]
_PACKAGES = {"PassportEye": "passporteye", "mrz": "mrz", "rapidocr": "rapidocr"}
_JUDGED = ("surname", "given", "number", "nat", "birth", "sex", "expiry")


def is_there(package: str) -> bool:
    return importlib.util.find_spec(_PACKAGES[package]) is not None


def versions() -> dict[str, str]:
    """Versions of the peers that are installed."""
    return {name: metadata.version(name) for name in _PACKAGES if is_there(name)}


def passporteye_text(lines: Lines) -> Answer:
    found = importlib.import_module("passporteye.mrz.text").MRZ(list(lines))
    told = found.to_dict()
    values = {
        "surname": told.get("surname", ""),
        "given": told.get("names", ""),
        "number": told.get("number", ""),
        "nat": told.get("nationality", ""),
        "birth": told.get("date_of_birth", ""),
        "sex": told.get("sex", ""),
        "expiry": told.get("expiration_date", ""),
    }
    return values, bool(found.valid)


_CHECKERS = {
    (3, 30): ("td1", "TD1CodeChecker"),
    (2, 36): ("td2", "TD2CodeChecker"),
    (2, 44): ("td3", "TD3CodeChecker"),
}
_VISAS = {(2, 36): ("mrvb", "MRVBCodeChecker"), (2, 44): ("mrva", "MRVACodeChecker")}


def mrz_text(lines: Lines) -> Answer:
    shape = (len(lines), len(lines[0]))
    module, name = (_VISAS if lines[0].startswith("V") else _CHECKERS)[shape]
    checker = getattr(importlib.import_module(f"mrz.checker.{module}"), name)("\n".join(lines))
    told = checker.fields()
    values = {
        "surname": told.surname,
        "given": told.name,
        "number": told.document_number,
        "nat": told.nationality,
        "birth": told.birth_date,
        "sex": told.sex,
        "expiry": told.expiry_date,
    }
    return values, bool(checker)


TEXT_READERS: dict[str, Callable[[Lines], Answer]] = {
    name: read
    for name, read in (("PassportEye", passporteye_text), ("mrz", mrz_text))
    if is_there(name)
}


def judged(
    read: Callable[[Lines], Answer], lines: Lines, row: dict[str, str]
) -> tuple[int, int, int]:
    """Whether the common fields are right, whether the verdict is, whether it raised."""
    try:
        with redirect_stdout(StringIO()):
            values, verdict = read(lines)
    except Exception:
        return 0, 0, 1
    same = all(_plain(values[name]) == _plain(row[name]) for name in _JUDGED)
    return int(same), int(str(verdict) == row["valid"]), 0


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace(FILLER, " ").split())


def quietly(read: Callable[[Lines], Answer]) -> Callable[[Lines], None]:
    """The reader, whatever it raises; for timing."""

    def run(lines: Lines) -> None:
        try:
            read(lines)
        except Exception:
            return

    return run


def rapidocr_lines() -> Callable[[np.ndarray], list[str]]:
    engine = importlib.import_module("rapidocr").RapidOCR()

    def read(grey: np.ndarray) -> list[str]:
        return list(engine(np.repeat(grey[:, :, None], 3, 2)).txts or ())

    return read


PICTURE_READERS = {"rapidocr": rapidocr_lines} if is_there("rapidocr") else {}


def pictures_read(
    make: Callable[[], Callable[[np.ndarray], list[str]]],
    pictures: Sequence[tuple[bytes, Lines]],
    kind: str,
) -> tuple[float, float, float]:
    """Share of exact zones, share after our grammar and repair, processor seconds each."""
    read = make()
    plain, repaired, spent = 0, 0, 0.0
    for data, lines in tqdm(pictures, desc=f"rapidocr {kind}", leave=False):
        start = time.process_time()
        texts = read(grey_picture(data))
        spent += time.process_time() - start
        found = zone_lines(texts, len(lines), len(lines[0]))
        plain += found == lines
        found = tuple(at_width(line, len(lines[0])) for line in found)
        layout = layout_of(found)
        if layout is not None:
            repaired += (
                decided(chances_of(found)[None], [layout], np.zeros((4, 2))).zone.lines == lines
            )
    count = max(len(pictures), 1)
    return round(plain / count, 3), round(repaired / count, 3), round(spent / count, 3)


def zone_lines(texts: list[str], count: int, width: int) -> Lines:
    """The last texts about as wide as the zone: told its size, which our own reader finds out."""
    plain = ["".join(text.upper().replace("«", "<<").split()) for text in texts]
    near = [text for text in plain if 0.7 * width <= len(text) <= width + 4]
    return tuple(near[-count:])
