"""Machine-readable zones: how many are read right from text and from pictures, and how fast.

``python -m benchmarks.mrz [--quick] [--json] [--pictures 60] [--peer-pictures 24]``. Peers are
measured in the same run where they are installed: ``pip install openhbm[benchmark-papers]``; a
peer that is not there is left out and said to be. Pages are drawn with Debian's ``fonts-ocr-b``,
installed when it may be. Seconds are processor seconds, so that a busy machine does not count.

The pictures are none that the models learnt from: other generator, other damage, whole pages; of
the four faces one (slanted) was never drawn for the training, and one (heavy) not so thick.
"""

from __future__ import annotations

import argparse
import csv
import io
import logging
import string
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from tqdm import tqdm

from benchmarks import mrz_pages, mrz_peers
from benchmarks.rows import Row, printed
from openhbm.content.glyph_model import glyph_models
from openhbm.core.documents.mrz.parsing import parse
from openhbm.core.documents.mrz.zone import Zone
from openhbm.core.documents.ocr.pictures import grey_picture
from openhbm.core.documents.ocr.reading import read_zone

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "mrz_specimens"
CSV_FIELDS = {"nat": "nationality"} | {
    name: name
    for name in ("type", "issuer", "surname", "given", "number", "birth", "sex", "expiry")
}
CHECKS = ("number", "birth", "expiry", "optional", "composite")
FACES = tuple(mrz_pages.ZONE_FONTS)
DAMAGES = {
    "scan": mrz_pages.scanned,
    "phone": mrz_pages.photographed,
    "bad phone": mrz_pages.photographed_badly,
}
TARGETS = {"scan": 0.95, "phone": 0.90}
"""There is none for bad photographs: they show where reading ends, and what is marked then."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60, help="of each kind")
    parser.add_argument("--peer-pictures", type=int, default=24, help="of each kind, for RapidOCR")
    parser.add_argument("--quick", action="store_true", help="8 pictures, 20,000 fuzzed lines")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    need_font()
    pictures, for_peer = (8, 2) if given.quick else (given.pictures, given.peer_pictures)
    rows = [
        *text_rows("specimens.csv", "specimens, all fields and verdicts"),
        *text_rows("generated_conformance_2000.csv", "conformance lines, all fields and verdicts"),
        *fuzz_rows(20_000 if given.quick else 200_000),
        *speed_rows(),
        *(row for kind in DAMAGES for row in picture_rows(kind, pictures, for_peer)),
    ]
    printed(rows, as_json=given.json, peers=mrz_peers.versions())


def need_font() -> None:
    """Install the font when it may be; else say what to type."""
    path = mrz_pages.FONTS / mrz_pages.ZONE_FONTS["round"]
    if not path.exists():
        wanted = "source scripts/packages.sh; need_packages 'pages with zones' fonts-ocr-b"
        subprocess.run(["bash", "-c", wanted], cwd=ROOT, check=True)


def row_of(
    what: str, ours: Any, unit: str, target: str | None = None, met: bool | None = None
) -> Row:
    return Row(what, ours, None, None, unit, target, met)


def with_peer(row: Row, name: str, figure: Any) -> Row:
    return replace(row, peer=figure, peer_name=name)


def specimens(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[f"line{n}"] for n in (1, 2, 3) if row[f"line{n}"])


def is_right(row: dict[str, str], zone: Zone) -> bool:
    """Whether format, every field and every verdict given for it are right."""
    if zone.format != row["format"]:
        return False
    if not row["type"]:  # the old French card comes without expected fields
        return zone.is_valid
    fields = all(getattr(zone, ours) == row[theirs] for theirs, ours in CSV_FIELDS.items())
    optional = all(row.get(name, "") == getattr(zone, name) for name in ("optional",))
    verdicts = {"right": "True", "wrong": "False", "absent": ""}
    checks = all(
        row.get(f"check_{name}") in (None, verdicts[zone.verdict(name)]) for name in CHECKS
    )
    return fields and optional and checks and str(zone.is_valid) == row["valid"]


def text_rows(name: str, what: str) -> Iterator[Row]:
    rows = specimens(name)
    right = sum(is_right(row, parse("\n".join(lines_of(row)))) for row in rows)
    row = row_of(
        f"{len(rows)} {what}", f"{right}/{len(rows)}", "right", "all of them", right == len(rows)
    )
    judged = [r for r in rows if r["type"]]
    yield row
    for peer, read in mrz_peers.TEXT_READERS.items():
        found = [mrz_peers.judged(read, lines_of(r), r) for r in judged]
        fields, verdicts = (sum(f[n] for f in found) for n in (0, 1))
        failed = sum(f[2] for f in found)
        told = f"fields {fields}/{len(judged)}, verdicts {verdicts}/{len(judged)}, {failed} raised"
        yield with_peer(row, peer, told)


def fuzz_rows(count: int) -> Iterator[Row]:
    """Random lines, lines with one character changed, and lines of any characters."""
    rng, raised = Random(9303), 0
    letters = string.ascii_uppercase + string.digits + "<" * 8
    seeds = ["\n".join(lines_of(row)) for row in specimens("specimens.csv")]
    for number in range(count):
        if number % 3 == 0:
            lines, width = rng.choice(((3, 30), (2, 36), (2, 44)))
            text = "\n".join("".join(rng.choices(letters, k=width)) for _ in range(lines))
        else:
            changed = list(rng.choice(seeds))
            for _ in range(rng.randint(1, 6)):
                new = rng.choice(letters) if number % 3 == 1 else chr(rng.randrange(1, 0xD7FF))
                changed[rng.randrange(len(changed))] = new
            text = "".join(changed)
        try:
            zone = parse(text)
            zone.standing("number")
        except Exception:
            raised += 1
    yield row_of(f"exceptions in {count:,} fuzzed zones", raised, "raised", "none", raised == 0)


def speed_rows() -> Iterator[Row]:
    texts = [lines_of(row) for row in specimens("generated_conformance_2000.csv")]
    spent = microseconds(lambda lines: parse("\n".join(lines)), texts)
    row = row_of("parse with every verdict", spent, "µs", "below 30", spent < 30)
    yield row
    for peer, read in mrz_peers.TEXT_READERS.items():
        yield with_peer(row, peer, microseconds(mrz_peers.quietly(read), texts))


def microseconds(read: Callable[[tuple[str, ...]], Any], texts: list[tuple[str, ...]]) -> float:
    for lines in texts[:50]:
        read(lines)
    start = time.process_time()
    for lines in texts:
        read(lines)
    return round((time.process_time() - start) / len(texts) * 1e6, 1)


def drawn(kind: str, number: int) -> tuple[bytes, tuple[str, ...]]:
    """A picture as a JPEG file, and what its zone says."""
    rng = Random(f"benchmark-{kind}-{number}")
    form, lines = mrz_pages.invented_zone(rng)
    dpi = rng.choice((200, 240, 300)) if kind == "scan" else 300
    page = mrz_pages.drawn_page(form, lines, rng, FACES[number % len(FACES)], dpi)
    quality = rng.randint(70, 92) if kind == "scan" else rng.randint(45, 75)
    with io.BytesIO() as kept:
        DAMAGES[kind](page, rng).save(kept, "JPEG", quality=quality)
        return kept.getvalue(), lines


def picture_rows(kind: str, count: int, for_peer: int) -> Iterator[Row]:
    pictures = [drawn(kind, n) for n in tqdm(range(count), desc=f"draw {kind}", leave=False)]
    exact, silent, spent = 0, 0, 0.0
    read_zone(grey_picture(pictures[0][0]), glyph_models())  # loads the models
    for data, lines in tqdm(pictures, desc=f"read {kind}", leave=False):
        start = time.process_time()
        reading = read_zone(grey_picture(data), glyph_models())
        spent += time.process_time() - start
        is_exact = reading is not None and reading.zone.lines == lines
        exact += is_exact
        # The worst that can happen: wrong, and nothing on the page asks for a second look.
        silent += (
            not is_exact and reading is not None and not reading.unsure and reading.zone.is_valid
        )
    share, seconds = round(exact / count, 3), round(spent / count, 3)
    target = TARGETS.get(kind)
    met = None if target is None else share >= target
    aim = None if target is None else f"at least {target}"
    exactly = row_of(f"{kind}: exact zones of {count}", share, "share", aim, met)
    timed = row_of(f"{kind}: a picture", seconds, "s CPU", "below 0.4", seconds < 0.4)
    yield exactly
    yield timed
    yield row_of(
        f"{kind}: wrong and nothing marked, of {count}", silent, "pictures", "none", silent == 0
    )
    for peer, read in mrz_peers.PICTURE_READERS.items():
        plain, repaired, each = mrz_peers.pictures_read(read, pictures[:for_peer], kind)
        on = f"on {min(for_peer, count)}: {plain} exact, {repaired} with our grammar and repair"
        yield with_peer(exactly, peer, on)
        yield with_peer(timed, peer, each)


if __name__ == "__main__":
    main()
