"""The thresholds in force on a day, from the content pack: a country overlays its own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard
from openhbm.core.flows import LevelSettings, SurgeSettings

_PREFIX = "alert_"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Settings of the detectors and of the levels, with the hash of the content they are from."""

    surge: SurgeSettings
    levels: LevelSettings
    content_hash: str


def thresholds_on(day: date) -> Thresholds:
    """The thresholds in force on ``day``; a figure the pack lacks has the engine's default."""
    return _thresholds(day, pack().hash)


@lru_cache(maxsize=64)
def _thresholds(day: date, content_hash: str) -> Thresholds:
    found = {
        id.removeprefix(_PREFIX): standard.number_on(day)
        for id, standard in pack().all(Standard).items()
        if standard.topic == "alerts" and standard.values[0].from_on <= day
    }
    return Thresholds(
        surge=SurgeSettings(**_known(found, SurgeSettings)),
        levels=LevelSettings(**_known(found, LevelSettings)),
        content_hash=content_hash,
    )


def _known(found: dict[str, float], settings: type) -> dict[str, Any]:
    names = {field.name for field in fields(settings)}
    return {name: value for name, value in found.items() if name in names}
