"""The tables of a crisis as somebody sends them: one archive, or the files one by one."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from openhbm.core.flows.displacement.faults import Fault, InstanceError
from openhbm.core.flows.displacement.reading import NEEDED
from openhbm.core.values import said

MOST_BYTES = 8 * 1024 * 1024
MOST_FILES = 400
_INPUT, _SOURCE = "input_csv", "source_data"
_INPUT_NAMES = {*NEEDED, "registration_corrections.csv"}
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError
)  # fmt: skip
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing whose unpacking stops at the bytes asked for; of others it takes all at once."""

File = tuple[str, bytes]


def texts_from(files: Iterable[File]) -> dict[str, str]:
    """The tables by the names the reader knows, such as ``input_csv/routes.csv``.

    Archives are opened; a table without a folder goes where tables of its name belong; whatever is
    no table is passed over. Raises InstanceError, naming the file and what to do, for an archive
    that cannot be opened, text that is not UTF-8, and more than ``MOST_BYTES`` in all.
    """
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    room = MOST_BYTES
    for name, data in _tables(files, faults):
        room -= len(data)
        if room < 0 or len(texts) >= MOST_FILES:
            faults.append(_too_much(name))
            break
        try:
            texts[_place(name)] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            faults.append(Fault(name, 0, said("is not UTF-8 text"), said("save it as CSV (UTF-8)")))
    if faults:
        raise InstanceError(faults)
    return texts


def _tables(files: Iterable[File], faults: list[Fault]) -> Iterator[File]:
    for name, data in files:
        if not data.startswith(b"PK\x03\x04"):
            if name.lower().endswith(".zip"):
                faults.append(_no_archive(name))
            elif name.lower().endswith(".csv"):
                yield name, data
            continue
        try:
            yield from _inside(data)
        except _DAMAGED:
            faults.append(_no_archive(name))


def _inside(data: bytes) -> Iterator[File]:
    """The tables of an archive; never more bytes of one than are read at all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for each in archive.infolist():
            path = PurePosixPath(each.filename.replace("\\", "/"))
            is_hidden = path.name.startswith(".") or "__MACOSX" in path.parts
            if each.is_dir() or is_hidden or path.suffix.lower() != ".csv":
                continue
            if each.compress_type not in _BOUNDED:
                raise zipfile.BadZipFile(f"packed in the way {each.compress_type}")
            with archive.open(each) as file:
                yield str(path), file.read(MOST_BYTES + 1)


def _place(name: str) -> str:
    """``mali/input_csv/routes.csv`` and ``routes.csv`` are the same table."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.parent.name in (_INPUT, _SOURCE):
        return f"{path.parent.name}/{path.name}"
    return f"{_INPUT if path.name in _INPUT_NAMES else _SOURCE}/{path.name}"


def _no_archive(name: str) -> Fault:
    return Fault(
        name,
        0,
        said("is not an archive that can be opened"),
        said("make the ZIP file anew, or choose the tables themselves"),
    )


def _too_much(name: str) -> Fault:
    return Fault(
        name,
        0,
        said(
            "goes beyond %(bytes)s MB or %(files)s tables in all",
            bytes=MOST_BYTES // 1_048_576,
            files=MOST_FILES,
        ),
        said("leave out what is not about this crisis"),
    )
