"""Reads the folder of a displacement instance into texts for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from openhbm.core.flows.displacement.faults import Fault, InstanceError
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.settings import MoveSettings, settings_from
from openhbm.core.values import said

MOST_BYTES = 50_000_000
_FOLDERS = ("input_csv", "source_data")


def instance_in(folder: Path) -> Instance:
    """The instance in ``folder``, which holds ``input_csv`` and maybe ``source_data``.

    Raises InstanceError naming file, line and remedy for whatever is wrong, and FileNotFoundError
    when there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    return read_instance(_texts(folder))


def settings_in(file: Path) -> MoveSettings:
    """Settings from a Flee settings file (YAML). Raises ValueError for a key or value that cannot
    be understood."""
    try:
        sections = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{file} is not YAML: {error}") from None
    if not isinstance(sections, Mapping):
        raise ValueError(f"{file} holds no sections; begin with 'move_rules:'")
    return settings_from(sections)


def _texts(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(p for name in _FOLDERS for p in (folder / name).glob("*.csv")):
        name = f"{path.parent.name}/{path.name}"
        if path.stat().st_size > MOST_BYTES:
            remedy = said("give at most %(bytes)s bytes", bytes=f"{MOST_BYTES:,}")
            faults.append(Fault(name, 0, said("is too large"), remedy))
            continue
        try:
            texts[name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            wrong, remedy = said("is not UTF-8 text"), said("save it as CSV (UTF-8)")
            faults.append(Fault(name, 0, wrong, remedy))
    if faults:
        raise InstanceError(faults)
    return texts
