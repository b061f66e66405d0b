"""A power cut: a layer under SQLite that knows which writes had reached the disk for certain.

Registered as SQLite's default file system in a process of its own, it passes everything on and
keeps a log. From the log follows every state in which a disk may be left: what was synchronised is
there, of everything else each write may be there, missing, or torn between two sectors.
"""

from __future__ import annotations

import ctypes
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3._sqlite3 as driver

SECTOR = 512
_Pointer, _Text, _Int, _Long = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int64
# The name as it lies in memory: SQLite goes on reading it there.
_Open = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, _Pointer)
_Write = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, _Long)
_Truncate = ctypes.CFUNCTYPE(_Int, _Pointer, _Long)
_Sync = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)


class _FileSystem(ctypes.Structure):
    """``sqlite3_vfs``; its 18 functions after the first are taken over as they are."""

    _fields_ = (
        ("version", _Int),
        ("file_bytes", _Int),
        ("longest_path", _Int),
        ("next", _Pointer),
        ("name", _Text),
        ("data", _Pointer),
        ("open", _Open),
        ("others", _Pointer * 17),
    )


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods``; those not named are taken over as they are."""

    _fields_ = (
        ("version", _Int),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("others", _Pointer * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


Operation = tuple[str, str, int, bytes]
"""What was done (write, truncate, sync, or said), to which file, where, and with which bytes."""


class Recorder:
    """Keeps the log from now on, for every file that SQLite opens in this process."""

    def __init__(self) -> None:
        self.log: list[Operation] = []
        self._names: dict[int, str] = {}
        self._kept: dict[int, _Methods] = {}
        library = ctypes.CDLL(driver.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileSystem)
        self._under = library.sqlite3_vfs_find(None)
        self._own = _FileSystem.from_buffer_copy(self._under.contents)
        self._own.next, self._own.name = None, b"power"
        self._open = _Open(self._opened)
        self._own.open = self._open
        assert library.sqlite3_vfs_register(ctypes.byref(self._own), 1) == 0

    def say(self, word: str) -> None:
        """Note what was acknowledged at this moment."""
        self.log.append(("said", word, 0, b""))

    def save(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self.log))

    def _opened(self, _own: int, name: int | None, file: int, flags: int, out: int) -> int:
        # The system's own layer keeps the structure that it is called with.
        failed: int = self._under.contents.open(
            ctypes.cast(self._under, _Pointer), name, file, flags, out
        )
        if not failed and name:
            self._names[file] = Path(ctypes.string_at(name).decode()).name
            found = ctypes.cast(file, ctypes.POINTER(_File)).contents
            found.methods = ctypes.pointer(self._methods(found.methods))
        return failed

    def _methods(self, under: Any) -> _Methods:
        address = ctypes.addressof(under.contents)
        if address not in self._kept:
            made = _Methods.from_buffer_copy(under.contents)
            made.write, made.truncate, made.sync = self._watched(under.contents)
            self._kept[address] = made
        return self._kept[address]

    def _watched(self, under: _Methods) -> tuple[Any, Any, Any]:
        def write(file: int, data: int, size: int, place: int) -> int:
            self.log.append(("write", self._names[file], place, ctypes.string_at(data, size)))
            return int(under.write(file, data, size, place))

        def truncate(file: int, size: int) -> int:
            self.log.append(("truncate", self._names[file], size, b""))
            return int(under.truncate(file, size))

        def sync(file: int, flags: int) -> int:
            failed = int(under.sync(file, flags))
            self.log.append(("sync", self._names[file], 0, b""))
            return failed

        return _Write(write), _Truncate(truncate), _Sync(sync)


Disk = dict[str, bytearray]


def power_cuts(
    before: Disk, log: list[Operation], count: int, rng: random.Random
) -> Iterator[tuple[set[str], Disk]]:
    """What was said until each of so many power cuts, and what the disk then holds."""
    cuts = sorted(rng.sample(range(1, len(log)), count), reverse=True)
    said: set[str] = set()
    safe = {name: bytearray(content) for name, content in before.items()}
    loose: dict[str, list[Operation]] = {}
    for number, operation in enumerate(log):
        if cuts and number == cuts[-1]:
            cuts.pop()
            yield set(said), _left(safe, loose, rng)
        what, name, _place, _data = operation
        if what == "said":
            said.add(name)
        elif what == "sync":
            for one in loose.pop(name, ()):
                _do(safe, one)
        else:
            loose.setdefault(name, []).append(operation)


def _left(safe: Disk, loose: dict[str, list[Operation]], rng: random.Random) -> Disk:
    disk = {name: bytearray(content) for name, content in safe.items()}
    fates: tuple[Callable[[Operation], Operation | None], ...] = (
        lambda one: one,
        lambda one: None,
        lambda one: _torn(one, rng),
    )
    for operations in loose.values():
        for one in operations:
            if (left := rng.choice(fates)(one)) is not None:
                _do(disk, left)
    return disk


def _torn(operation: Operation, rng: random.Random) -> Operation:
    """The first sectors of it only."""
    what, name, place, data = operation
    sectors = len(data) // SECTOR
    return what, name, place, data[: rng.randint(0, sectors) * SECTOR] if sectors else data


def _do(disk: Disk, operation: Operation) -> None:
    what, name, place, data = operation
    content = disk.setdefault(name, bytearray())
    if what == "truncate":
        del content[place:]
        return
    content.extend(bytes(max(0, place - len(content))))
    content[place : place + len(data)] = data
