"""Reads lists of border posts, CSV, XLSX or GeoJSON, into details of posts and errors by cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.intake.files import check_size, read_sheet
from openhbm.apps.intake.post_details import BadValue, PostRecord, PostRow, post_row
from openhbm.apps.intake.post_words import COLUMNS, LANGUAGES
from openhbm.apps.intake.reporting import Refused
from openhbm.apps.ledger.errors import ActionError
from openhbm.core.flows.mapping import MappingError, parse_pairs
from openhbm.core.flows.numbers import is_missing
from openhbm.core.flows.problems import shown
from openhbm.core.flows.sheets import Sheet, cell_name, clean
from openhbm.core.flows.words import normal

_CONSTANTS = ("country", "other_side", "type", "status")
_ROWS_SEARCHED = 30
_Records = tuple[Iterator[PostRecord], dict[str, Any]]
_LONGEST_NAME = 160


@dataclass(frozen=True)
class PostTable:
    """The posts of a file, what could not be read, and how it was read."""

    posts: list[PostRow]
    refused: list[Refused]
    understood: dict[str, Any]


def read_posts(file_name: str, data: bytes, mapping: str, at: datetime) -> PostTable:
    """Read a file of posts. ActionError when the file or the mapping cannot be used at all."""
    told, fixed = _told(mapping)
    check_size(data)
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        records, understood = _from_geojson(data, told)
    else:
        records, understood = _from_sheet(read_sheet(file_name, data), told)
    today = timezone.localtime(at).date()
    posts: list[PostRow] = []
    refused: list[Refused] = []
    for record in records:
        try:
            posts.append(post_row(record, fixed, today))
        except BadValue as bad:
            refused.append(_refusal(record, bad))
    return PostTable(posts, refused, understood)


def _refusal(record: PostRecord, bad: BadValue) -> Refused:
    return Refused(
        cell=record.addresses.get(bad.part, record.place),
        value=shown(record.values.get(bad.part)),
        problem=bad.problem,
        remedy=bad.remedy,
        code=f"bad_{bad.part}",
    )


def _told(mapping: str) -> tuple[dict[str, str], dict[str, str]]:
    """Columns by part, and values for the whole file, as the sender says."""
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    try:
        pairs = parse_pairs(mapping)
    except MappingError as error:
        raise ActionError(str(error), field="mapping") from None
    for part, is_constant, value in pairs:
        known: Iterable[str] = _CONSTANTS if is_constant else COLUMNS
        if part not in known:
            raise ActionError(
                _("%(part)s cannot be set like this.") % {"part": part},
                field="mapping",
                remedy=_("Take one of: %(names)s.") % {"names": ", ".join(known)},
            )
        (fixed if is_constant else columns)[part] = value
    return columns, fixed


def _parts_of(headings: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """Heading → part it plays; names in languages are parts such as ``name:uk``."""
    parts: dict[str, str] = {}
    for part, known in COLUMNS.items():
        wanted = [normal(told[part])] if part in told else list(known)
        ranked = [(wanted.index(normal(h)), h) for h in headings if normal(h) in wanted]
        if ranked and min(ranked)[1] not in parts:
            parts[min(ranked)[1]] = part
    for heading in headings:
        first, *rest = normal(heading).split(" ") or [""]
        names_a_language = first in {"name", "names"} and len(rest) == 1 and rest[0] in LANGUAGES
        if names_a_language and parts.get(heading) != "name":
            parts[heading] = f"name:{LANGUAGES[rest[0]]}"
    if "name" not in parts.values():
        named = next((h for h, part in parts.items() if part.startswith("name:")), None)
        if named:
            parts[named] = "name"
    return parts


def _from_sheet(sheet: Sheet, told: Mapping[str, str]) -> _Records:
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    candidates = {
        number: _parts_of([str(cell) for cell in row if cell is not None], told)
        for number, row in enumerate(rows[:_ROWS_SEARCHED])
    }
    heading = max(candidates, key=lambda number: len(candidates[number]), default=None)
    if heading is None or "name" not in candidates[heading].values():
        raise _no_names()
    parts = candidates[heading]
    columns = {
        index: parts[str(cell)]
        for index, cell in enumerate(rows[heading])
        if cell is not None and str(cell) in parts
    }
    understood = {
        "heading_row": heading + 1,
        "columns": {part: str(rows[heading][index]) for index, part in columns.items()},
        "facts": dict(sheet.facts),
    }
    return _records_of_rows(rows, heading, columns), understood


def _no_names() -> ActionError:
    return ActionError(
        _("No column with the names of posts was found."),
        field="mapping",
        remedy=_("Name it with --map name=…"),
    )


def _records_of_rows(
    rows: Sequence[Sequence[Any]], heading: int, columns: Mapping[int, str]
) -> Iterator[PostRecord]:
    for number in range(heading + 1, len(rows)):
        row = rows[number]
        found = {part: row[i] for i, part in columns.items() if i < len(row)}
        if all(is_missing(cell) or str(cell).startswith("#") for cell in row):
            continue  # blank, or a row of HXL tags
        addresses = {part: cell_name(number, index) for index, part in columns.items()}
        yield _record(found, addresses, cell_name(number, 0))


def _record(found: Mapping[str, Any], addresses: Mapping[str, str], place: str) -> PostRecord:
    values = {part: value for part, value in found.items() if ":" not in part}
    names = {
        part.partition(":")[2]: str(value)
        for part, value in found.items()
        if ":" in part and not is_missing(value)
    }
    return PostRecord(values, names, addresses, place)


def _from_geojson(data: bytes, told: Mapping[str, str]) -> _Records:
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=lambda text: None)
    except (ValueError, RecursionError) as error:
        raise ActionError(
            _("The GeoJSON cannot be read (%(reason)s).") % {"reason": shown(error)},
            field="file",
            remedy=_("Save it again as GeoJSON in UTF-8."),
        ) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ActionError(
            _("The JSON is not a GeoJSON collection of features."),
            field="file",
            remedy=_("Send a FeatureCollection with one point per post."),
        )
    headings = dict.fromkeys(
        str(name) for feature in features[:50] for name in _properties(feature)
    )
    parts = _parts_of(list(headings), told)
    if "name" not in parts.values():
        raise _no_names()
    understood = {
        "columns": {part: heading for heading, part in parts.items()},
        "facts": {"format": "GeoJSON"},
    }
    return _records_of_features(features, parts), understood


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _records_of_features(features: Sequence[Any], parts: Mapping[str, str]) -> Iterator[PostRecord]:
    for number, feature in enumerate(features):
        place = f"features[{number}]"
        properties = _properties(feature)
        found = {
            part: clean(value) if isinstance(value, str) else value
            for heading, part in parts.items()
            if (value := properties.get(heading)) is not None
        }
        addresses = {
            part: f"{place}.{heading}" for heading, part in parts.items() if heading in properties
        }
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        point = geometry.get("coordinates") if isinstance(geometry, dict) else None
        if isinstance(point, list) and len(point) >= 2 and geometry.get("type") == "Point":
            found.update(longitude=point[0], latitude=point[1])
            addresses.update(dict.fromkeys(("longitude", "latitude"), f"{place}.geometry"))
        yield _record(found, addresses, place)
