"""Zones in pictures: what is read, what is marked, and pictures that are none."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from openhbm.content.glyph_model import glyph_models
from openhbm.core.documents.mrz.layouts import ALPHABET, LAYOUTS
from openhbm.core.documents.mrz.repair import chances_of
from openhbm.core.documents.mrz.zone import Standing
from openhbm.core.documents.ocr.deciding import decided
from openhbm.core.documents.ocr.pictures import MAX_BYTES, PictureError, check_size, grey_picture
from openhbm.core.documents.ocr.reading import read_zone

PICTURES = Path(__file__).parent / "pictures"
TRUTH = json.loads((PICTURES / "truth.json").read_text(encoding="utf-8"))
NOWHERE = np.zeros((4, 2))


def reading_of(name):
    return read_zone(grey_picture((PICTURES / name).read_bytes()), glyph_models())


@pytest.mark.parametrize("name", TRUTH)
def test_zone_in_a_picture_is_read_letter_by_letter(name):
    reading = reading_of(name)

    assert list(reading.zone.lines) == TRUTH[name]
    assert reading.zone.is_valid
    assert reading.standing["number"] == Standing.VOUCHED
    assert Standing.VOUCHED not in (reading.standing["surname"], reading.standing["given"])
    height, width = grey_picture((PICTURES / name).read_bytes()).shape
    assert (reading.corners.min(0) > 0).all() and (reading.corners.max(0) < (width, height)).all()


def test_page_without_a_zone_gives_none():
    assert reading_of("no_zone.jpg") is None


@pytest.mark.parametrize("shape", [(400, 500), (900, 700)])
def test_noise_and_patterns_give_none(shape):
    noise = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
    squares = ((np.indices(shape) // 14).sum(0) % 2 * 255).astype(np.uint8)

    assert read_zone(noise, glyph_models()) is None
    assert read_zone(squares, glyph_models()) is None


def test_names_read_in_two_ways_are_doubtful():
    lines = tuple(TRUTH["passport_glare.jpg"])
    other = (lines[0].replace("LAYLA", "LAYIA"), lines[1])
    reading = decided(np.stack([chances_of(lines), chances_of(other)]), [LAYOUTS["TD3"]], NOWHERE)

    assert not reading.names_agree
    assert reading.standing["given"] == Standing.DOUBTFUL
    assert (1, lines[0].index("LAYLA") + 4) in reading.unsure


def test_one_misread_digit_is_repaired_when_only_one_repair_fits():
    lines = tuple(TRUTH["passport_glare.jpg"])
    wrong = (lines[0], lines[1].replace("910308", "9103O8"))
    both = chances_of(wrong)[None]
    reading = decided(both, [LAYOUTS["TD3"]], NOWHERE)

    # A letter may not stand in a date: the grammar alone settles it, without any check digit.
    assert reading.zone.lines == lines
    assert reading.repairs == ()


def test_repair_that_is_not_clearly_likelier_is_left_to_a_person():
    lines = tuple(TRUTH["card_worn.jpg"])
    both = chances_of(lines)
    row, column = 1, 1
    both[row, column] = -9
    for character in "1B8":
        both[row, column, ALPHABET.index(character)] = -1.1
    reading = decided(both[None], [LAYOUTS["TD2"]], NOWHERE)

    assert reading.zone.lines[1][1] in "18B"
    assert reading.zone.is_valid == (reading.zone.lines == lines)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


PASSPORT = (PICTURES / "passport_glare.jpg").read_bytes()
BAD = {
    "nothing": (b"", "empty"),
    "random bytes": (Random(1).randbytes(50_000), "damaged"),
    "half a JPEG": (PASSPORT[: len(PASSPORT) // 2], "damaged"),
    "PNG without its end": (png(900, 700, zlib.compress(bytes(600_000)))[:300], "damaged"),
    "PNG with too few rows": (png(900, 700, zlib.compress(bytes(1000))), "damaged"),
    "decompression bomb": (
        png(20_000, 20_000, zlib.compress(bytes(10_000_000), 9)),
        "too_many_pixels",
    ),
    "huge dimensions": (png(2_000_000_000, 2_000_000_000, b""), "too_many_pixels"),
    "large dimensions": (png(9_000, 9_000, zlib.compress(bytes(1000))), "too_many_pixels"),
    "stamp": (png(50, 50, zlib.compress(bytes(51 * 50))), "too_small"),
    "PDF": (b"%PDF-1.7\n" + bytes(2000), "pdf"),
    "archive": (b"PK\x03\x04" + bytes(2000), "archive"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic" + bytes(2000), "heic"),
    "GIF": (b"GIF89a" + bytes(2000), "damaged"),
    "too many bytes": (bytes(MAX_BYTES + 1), "too_large"),
}


@pytest.mark.parametrize("name", BAD)
def test_bytes_that_are_no_picture_say_why(name):
    data, code = BAD[name]
    with pytest.raises(PictureError) as refused:
        grey_picture(data)

    assert refused.value.reason.code == code
    assert len(str(refused.value)) > 15


def test_size_is_judged_before_a_file_is_read():
    with pytest.raises(PictureError, match="more than 24 MB"):
        check_size(4 * 1024**3)


def test_damaged_pictures_are_read_or_refused_but_never_raise_anything_else():
    rng = Random(7)
    for _ in range(40):
        data = bytearray(
            PASSPORT[: rng.randrange(2000, len(PASSPORT))] if rng.random() < 0.3 else PASSPORT
        )
        for _ in range(12):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            assert grey_picture(bytes(data)).ndim == 2
        except PictureError as refused:
            assert refused.reason.code


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_become_grey(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    kept = io.BytesIO()
    base = Image.fromarray(np.full((200, 300), 200, np.uint8))
    (Image.new("I;16", (300, 200), 40_000) if mode == "I;16" else base.convert(mode)).save(
        kept, kind
    )
    grey = grey_picture(kept.getvalue())

    assert (grey.shape, grey.dtype) == ((200, 300), np.uint8)
