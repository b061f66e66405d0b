"""One post of a file: its values checked and turned into what is stored, or what is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.intake.country_names import countries_like, country_named
from openhbm.apps.intake.post_words import STATUSES, TYPES
from openhbm.core.flows.dates import DateProblem, period_in
from openhbm.core.flows.numbers import is_missing
from openhbm.core.flows.problems import shown
from openhbm.core.flows.words import normal

_LONGEST_NAME = 160


@dataclass(frozen=True)
class PostRow:
    """One post of a file: where it stands, its name and country, and the fields it gives."""

    place: str
    name: str
    country: str
    code: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PostRecord:
    """Values of one row or feature by part or language, and the address of each."""

    values: Mapping[str, Any]
    names: Mapping[str, str]
    addresses: Mapping[str, str]
    place: str


class BadValue(Exception):
    """A value of a record cannot be used: which part, what is wrong, what to do."""

    def __init__(self, part: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.part, self.problem, self.remedy = part, problem, remedy


def post_row(record: PostRecord, fixed: Mapping[str, str], today: date) -> PostRow:
    """The post of a record; ``fixed`` holds for the whole file. Raises BadValue."""
    values = {**fixed, **{k: v for k, v in record.values.items() if not is_missing(v)}}
    name = str(values.get("name") or next(iter(record.names.values()), "")).strip()
    if not name:
        raise BadValue("name", _("the post has no name"), _("write its name"))
    if len(name) > _LONGEST_NAME:
        raise BadValue("name", _("the name is too long"), _("use at most 160 characters"))
    country = _country(values.get("country"), "country")
    if country is None:
        raise BadValue(
            "country",
            _("the post has no country"),
            _("add a column with the country, or --map country:=POL"),
        )
    profile: dict[str, Any] = {
        "names": dict(record.names),
        **_position(values),
    }
    if post_type := _coded(values, "type", TYPES):
        profile["post_type"] = post_type
    if status := _coded(values, "status", STATUSES):
        profile["status"] = status
    if other := _country(values.get("other_side"), "other_side"):
        profile["other_side_country"] = other
    profile.update(_since(values, today))
    profile.update(_figures(values))
    if unlocode := str(values.get("unlocode", "")).replace(" ", "").upper():
        if len(unlocode) != 5 or not unlocode.isalnum():
            raise BadValue(
                "unlocode",
                _("%(text)s is no UN/LOCODE") % {"text": repr(shown(unlocode))},
                _("write five letters or digits, such as PLDOR"),
            )
        profile["unlocode"] = unlocode
    return PostRow(record.place, name, country, str(values.get("code", "")).strip(), profile)


def _country(value: Any, part: str) -> str | None:
    if value is None:
        return None
    found = country_named(str(value))
    if found is None:
        near = countries_like(str(value))
        remedy = _("write the country's name or ISO code")
        if near:
            remedy += _(", perhaps %(names)s") % {"names": ", ".join(near)}
        raise BadValue(part, _("%(text)s is no country") % {"text": repr(shown(value))}, remedy)
    return found


def _coded(values: Mapping[str, Any], part: str, known: Mapping[str, Any]) -> Any:
    if part not in values:
        return None
    found = known.get(normal(str(values[part])))
    if found is None:
        codes = ", ".join(sorted({str(code.value) for code in known.values()}))
        raise BadValue(
            part,
            _("%(text)s is not known here") % {"text": repr(shown(values[part]))},
            _("take one of: %(codes)s") % {"codes": codes},
        )
    return found


def _position(values: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part, most in (("latitude", 90), ("longitude", 180)):
        if part in values:
            number = _number(values[part])
            if number is None or not -most <= number <= most:
                raise BadValue(
                    part,
                    _("%(text)s is no %(part)s in degrees")
                    % {"text": repr(shown(values[part])), "part": part},
                    _("write decimal degrees from -%(most)s to %(most)s") % {"most": most},
                )
            found[part] = number
    if len(found) == 1:
        missing = "longitude" if "latitude" in found else "latitude"
        raise BadValue(
            missing, _("half of the position is missing"), _("give latitude and longitude, or none")
        )
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value).replace(",", ".")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _figures(values: Mapping[str, Any]) -> dict[str, float | int]:
    found: dict[str, float | int] = {}
    for part, name, is_whole in (
        ("throughput_ordinary", "throughput_ordinary_per_hour", False),
        ("throughput_emergency", "throughput_emergency_per_hour", False),
        ("waiting_capacity", "waiting_capacity", True),
        ("private_rooms", "private_rooms", True),
    ):
        if part in values:
            number = _number(values[part])
            if number is None or not 0 <= number <= 1_000_000 or (is_whole and number % 1):
                raise BadValue(
                    part,
                    _("%(text)s is not a number that makes sense here")
                    % {"text": repr(shown(values[part]))},
                    _("write a number from 0, or leave the cell empty"),
                )
            found[name] = int(number) if is_whole else number
    return found


def _since(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    if "since" not in values:
        return {}
    try:
        return {"status_since_on": period_in(values["since"], None, today).first_on}
    except DateProblem:
        raise BadValue(
            "since",
            _("%(text)s is not a day") % {"text": repr(shown(values["since"]))},
            _("write it as YYYY-MM-DD"),
        ) from None
