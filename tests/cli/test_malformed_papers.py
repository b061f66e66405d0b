"""Files that are no papers, seals or keys: a clear answer, in bounded memory and time.

The commands run in this process, so that what they hold can be measured. A file of 4 GB is one
long hole: nobody writes it, and nobody may read it.
"""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.people.printing.sheet import Sheet
from openhbm.cli.main import main

MOST_HELD = 48 * 1024 * 1024
MOST_SECONDS = 6.0
COMMANDS = {
    "mrz read": ("mrz", "read", "FILE"),
    "card verify": ("card", "verify", "FILE"),
    "seal verify": ("seal", "verify", "FILE"),
    "keys import": ("keys", "import", "FILE"),
    "keys trust": ("keys", "trust", "FILE", "--fingerprint", "AB"),
    "keys certify": ("keys", "certify", "FILE", "--national", "FILE", "--custodian", "A"),
}


@pytest.fixture(autouse=True)
def somebody_who_may(db, settings, tmp_path, monkeypatch):
    settings.HBM_HOME = tmp_path
    admin = add_user(by=None, username="admin", password=None)
    give_role(by=None, user=admin, role="administrator")
    # A ceremony's questions are answered by nobody here.
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))


def told(words: tuple[str, ...], file: Path, capsys) -> str:
    """What a command tells of a file; it fails, holds little and is done soon."""
    tracemalloc.start()
    began = time.process_time()
    code = main([file.as_posix() if word == "FILE" else word for word in words])
    spent, held = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    captured = capsys.readouterr()
    said = captured.out + captured.err
    assert code != 0, said
    assert "Traceback" not in said
    assert held < MOST_HELD, f"{held / 1e6:.0f} MB"
    assert spent < MOST_SECONDS, f"{spent:.1f} s"
    return said


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_file_of_four_gigabytes_is_refused_by_its_length(words, tmp_path, capsys):
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(4 * 1024**3)

    said = told(words, huge, capsys)

    assert "MB" in said or "too large" in said


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_device_without_an_end_is_not_read(words, capsys):
    assert told(words, Path("/dev/zero"), capsys)


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("data", [b"", b"\x00" * 5000, b"\xff" * 5000], ids=["0", "zeros", "ones"])
def test_bytes_that_are_nothing_are_told(words, data, tmp_path, capsys):
    path = tmp_path / "file"
    path.write_bytes(data)

    assert told(words, path, capsys)


def pdf() -> bytes:
    sheet = Sheet(100, 100, title="Page")
    sheet.add_page(is_rtl=False)
    sheet.text(10, 10, "HBM1:ABC", 12, width=80)
    return sheet.as_pdf()


def picture(kind: str) -> bytes:
    data = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (300, 400), dtype="uint8")
    Image.fromarray(noise).save(data, kind)
    return data.getvalue()


def unpacking_to(width: int, height: int) -> bytes:
    """A small PNG that says it has very many pixels, all of them white."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * (width // 8 + 1)) * min(height, 4000), 9)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


BAD_PICTURES = {
    "pdf": (pdf, "PDF"),
    "cut jpeg": (lambda: picture("JPEG")[:2000], "damaged"),
    "noise jpeg": (lambda: picture("JPEG"), "no machine-readable zone"),
    "gif": (lambda: picture("GIF"), "damaged or of an unknown kind"),
    "tiff": (lambda: picture("TIFF"), "damaged or of an unknown kind"),
    "webp cut": (lambda: picture("WEBP")[:300], "damaged"),
    "bomb": (lambda: unpacking_to(60_000, 60_000), "more pixels"),
    "zip": (lambda: b"PK\x03\x04" + bytes(500), "archive"),
    "heic": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(500), "HEIC"),
}


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_bad_picture_of_a_paper_says_what_is_wrong(name, tmp_path, capsys):
    make, said = BAD_PICTURES[name]
    path = tmp_path / "picture"
    path.write_bytes(make())

    assert said in told(COMMANDS["mrz read"], path, capsys)


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_bad_picture_of_a_seal_is_answered(name, tmp_path, capsys):
    path = tmp_path / "picture"
    path.write_bytes(BAD_PICTURES[name][0]())

    assert told(COMMANDS["seal verify"], path, capsys)
