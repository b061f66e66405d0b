"""Identifiers as they travel: what follows from the one before is not said again.

Version 7 identifiers made one after another share their time, and step a little further; 16 bytes
become about five.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_RANDOM_BITS = 74
_RANDOM_BYTES = 10
_FRESH, _WHOLE, _MOST_STEP = 0, 1, 1 << 56


def ids_packed(ids: Iterable[bytes]) -> list[bytes]:
    """Identifiers (16 bytes each) as three streams: times, steps and what is random."""
    times, steps, rest = bytearray(), bytearray(), bytearray()
    last_time, last_random = 0, 0
    for id_ in ids:
        if id_[6] >> 4 != 7 or id_[8] >> 6 != 2:
            steps += _number(_WHOLE)
            rest += id_
            continue
        time, random = _parts(id_)
        step = random - last_random
        if time == last_time:
            times.append(0)
        else:
            times += _number(_folded(time - last_time))
        if time == last_time and _WHOLE < step < _MOST_STEP:
            steps += _number(step)
        else:
            steps.append(_FRESH)
            rest += random.to_bytes(_RANDOM_BYTES, "big")
        last_time, last_random = time, random
    return [bytes(times), bytes(steps), bytes(rest)]


def ids_unpacked(streams: list[bytes]) -> list[bytes]:
    """The identifiers that ``ids_packed`` was given; ValueError when the streams do not fit."""
    times, steps, rest = _numbers(streams[0]), _numbers(streams[1]), streams[2]
    found, place = [], 0
    time, random = 0, 0
    for step in steps:
        if step == _WHOLE:
            found.append(_taken(rest, place, 16))
            place += 16
            continue
        delta = next(times, None)
        if delta is None:
            raise ValueError("identifiers are missing their times")
        time += _unfolded(delta)
        if step == _FRESH:
            random = int.from_bytes(_taken(rest, place, _RANDOM_BYTES), "big")
            place += _RANDOM_BYTES
        else:
            random += step
        found.append(_whole(time, random))
    return found


def _parts(id_: bytes) -> tuple[int, int]:
    value = int.from_bytes(id_, "big")
    high = (value >> 64) & 0xFFF
    return value >> 80, high << 62 | (value & (1 << 62) - 1)


def _whole(time: int, random: int) -> bytes:
    if not 0 <= time < 1 << 48 or not 0 <= random < 1 << _RANDOM_BITS:
        raise ValueError("an identifier is out of range")
    value = time << 80 | 7 << 76 | random >> 62 << 64 | 2 << 62 | random & (1 << 62) - 1
    return value.to_bytes(16, "big")


def _taken(stream: bytes, place: int, size: int) -> bytes:
    part = stream[place : place + size]
    if len(part) != size:
        raise ValueError("identifiers are cut short")
    return part


def _folded(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _unfolded(value: int) -> int:
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _numbers(stream: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in stream:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
        elif shift > 63:
            raise ValueError("a number among the identifiers is too long")
