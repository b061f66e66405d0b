"""How people move: one default for every crisis, never tuned to one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class MoveSettings:
    """Rules of movement, by the public Flee model (Suleimenova, Bell and Groen 2017).

    Chances are per day: of leaving a place in conflict, a town, a camp, a camp for the internally
    displaced, a hub or post; ``settling_chance`` of never leaving a camp again. ``speed_km`` and
    ``walk_km`` are travelled per day, the latter on the first road when ``start_on_foot``. The
    weight of a route is ((``weight_softening`` + score) / (``softening_km`` + km) ^
    ``distance_power`` × room) ^ ``weight_power``. The score is ``foreign_weight`` abroad ×
    ``camp_weight`` for a camp × ``conflict_weight`` ^ (decay × intensity). Room is 1 up to
    ``full_from`` of the capacity × ``capacity_scaling`` and falls to 0 at all of it. ``hops``:
    how many roads ahead people look. ``decay`` per ``decay_days`` since a conflict began.
    ``follow_redirection``: whether forced redirections are obeyed. ``take_from_population``:
    whether those who left are gone from where they lived.
    """

    conflict_chance: float = 1.0
    town_chance: float = 0.5
    camp_chance: float = 0.001
    idp_camp_chance: float = 0.1
    hub_chance: float = 1.0
    settling_chance: float = 0.0
    speed_km: float = 400.0
    walk_km: float = 35.0
    start_on_foot: bool = False
    avoid_short_stints: bool = True
    softening_km: float = 50.0
    distance_power: float = 0.75
    weight_softening: float = 0.0
    weight_power: float = 1.0
    foreign_weight: float = 1.0
    camp_weight: float = 1.0
    conflict_weight: float = 0.25
    capacity_scaling: float = 1.25
    full_from: float = 0.9
    hops: int = 1
    decay: tuple[float, ...] = (1.0, 1.0, 1.0, 0.5, 0.1)
    decay_days: int = 30
    follow_redirection: bool = True
    take_from_population: bool = False

    def __post_init__(self) -> None:
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}; give a share from 0 to 1")
        for name in _POSITIVE:
            value = getattr(self, name)
            if not value > 0 or not math.isfinite(value):
                raise ValueError(f"{name} is {value}; give a number above 0")
        for name in _NOT_NEGATIVE:
            value = getattr(self, name)
            if value < 0 or not math.isfinite(value):
                raise ValueError(f"{name} is {value}; give 0 or more")
        if not self.decay or min(self.decay) < 0:
            raise ValueError(f"decay is {self.decay}; give factors of 0 or more, at least one")

    def decay_after(self, days: int) -> float:
        """The factor a conflict that began ``days`` days ago still has."""
        return self.decay[min(days // self.decay_days, len(self.decay) - 1)]


_SHARES = (
    "conflict_chance",
    "town_chance",
    "camp_chance",
    "idp_camp_chance",
    "hub_chance",
    "settling_chance",
    "full_from",
)
_POSITIVE = ("speed_km", "walk_km", "conflict_weight", "hops", "decay_days", "softening_km")
_NOT_NEGATIVE = (
    "distance_power",
    "weight_softening",
    "weight_power",
    "foreign_weight",
    "camp_weight",
    "capacity_scaling",
)

# Keys of Flee's settings files and the fields they fill.
_KEYS: Mapping[str, Mapping[str, str]] = {
    "move_rules": {
        "max_move_speed": "speed_km",
        "max_walk_speed": "walk_km",
        "camp_weight": "camp_weight",
        "conflict_weight": "conflict_weight",
        "foreign_weight": "foreign_weight",
        "softening": "softening_km",
        "weight_softening": "weight_softening",
        "weight_power": "weight_power",
        "distance_power": "distance_power",
        "default_movechance": "town_chance",
        "camp_movechance": "camp_chance",
        "idpcamp_movechance": "idp_camp_chance",
        "conflict_movechance": "conflict_chance",
        "start_on_foot": "start_on_foot",
        "avoid_short_stints": "avoid_short_stints",
        "capacity_scaling": "capacity_scaling",
        "capacity_buffer": "full_from",
        "awareness_level": "hops",
    },
    "spawn_rules": {
        "conflict_spawn_decay": "decay",
        "conflict_spawn_decay_interval": "decay_days",
        "take_from_population": "take_from_population",
        "camps_are_sinks": "settling_chance",
    },
}
# Read by Flee, and answered here by arguments of a run instead of settings.
_ELSEWHERE = frozenset({"sum_from_camps", "insert_day0", "empty_camps_on_day0"})


def settings_from(sections: Mapping[str, object], base: MoveSettings | None = None) -> MoveSettings:
    """Settings from the sections of a Flee settings file (as texts or plain values).

    Sections other than ``move_rules`` and ``spawn_rules`` are left alone. ``camps_are_sinks`` is
    the chance per day of settling. Raises ValueError naming a key that is not known or a value
    that cannot be read.
    """
    values: dict[str, object] = {}
    for section, keys in _KEYS.items():
        given = sections.get(section) or {}
        if not isinstance(given, Mapping):
            raise ValueError(f"{section} holds {given!r}; give one 'key: value' per line")
        for key, value in given.items():
            if key in _ELSEWHERE:
                continue
            if key not in keys:
                raise ValueError(f"{section} has {key!r}, which is not known; it knows {[*keys]}")
            values[keys[key]] = _value(f"{section}.{key}", keys[key], value)
    return replace(base or MoveSettings(), **values)  # type: ignore[arg-type]


def _value(where: str, field: str, value: object) -> object:
    if field == "decay":
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where} is {value!r}; give a list of factors")
        return tuple(_number(where, each) for each in value)
    if field in ("start_on_foot", "avoid_short_stints", "take_from_population"):
        text = str(value).strip().lower()
        if text not in ("true", "false"):
            raise ValueError(f"{where} is {value!r}; give True or False")
        return text == "true"
    number = _number(where, value)
    return int(number) if field in ("hops", "decay_days") else number


def _number(where: str, value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise ValueError(f"{where} is {value!r}; give a number") from None
