"""Papers shown at the desk: what is read from a picture of one, in one place for all who ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.intake.other_reader import read_by_other
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.phrases import reason_text
from openhbm.apps.people.zone_values import ZoneValues, zone_values
from openhbm.content.glyph_model import glyph_models
from openhbm.core.documents.mrz.dates import birth_date, expiry_date
from openhbm.core.documents.mrz.repair import Candidate, repair_candidates, wrong_checks
from openhbm.core.documents.mrz.zone import Zone
from openhbm.core.documents.ocr.deciding import ZoneReading
from openhbm.core.documents.ocr.pictures import PictureError, check_size, grey_picture
from openhbm.core.documents.ocr.reading import read_zone

FIELDS = (
    *("type", "issuer", "surname", "given", "number", "nationality", "birth", "sex", "expiry"),
    *("optional", "optional2"),
)


def check_picture_size(count: int) -> None:
    """ActionError when a file of ``count`` bytes is no picture worth reading; before reading it."""
    try:
        check_size(count)
    except PictureError as error:
        raise ActionError(reason_text(error.reason), field="picture") from None


def zone_in_picture(data: bytes) -> ZoneReading:
    """The machine-readable zone in a picture. ActionError that says why there is none.

    Where another reader is installed it is asked when ours finds nothing that its check digits
    vouch for.
    """
    try:
        picture = grey_picture(data)
    except PictureError as error:
        raise ActionError(reason_text(error.reason), field="picture") from None
    reading = read_zone(picture, glyph_models())
    if reading is None or not reading.zone.is_valid:
        reading = read_by_other(picture, reading) or reading
    if reading is None:
        raise ActionError(
            _("There is no machine-readable zone to be found in the picture."),
            field="picture",
            remedy=_(
                "Lay the paper flat, fill the picture with the page, avoid glare on the lines at"
                " its foot, and take it again. Or type what the paper says."
            ),
        )
    return reading


def reading_of_picture(data: bytes, taken_at: datetime) -> dict[str, Any]:
    """What a picture that is kept says, for an officer to confirm; empty when it cannot be read."""
    try:
        reading = zone_in_picture(data)
    except ActionError:
        return {}
    found = zone_values(reading.zone, reading.standing, timezone.localdate(taken_at))
    return reading_to_confirm(reading, found)


def reading_to_confirm(reading: ZoneReading, found: ZoneValues) -> dict[str, Any]:
    """A reading as an officer looks at it, in plain values that can be kept: the lines, what is
    unclear in them, the values that they propose and how far each can be relied on."""
    return {
        "lines": list(reading.zone.lines),
        "unsure": [list(place) for place in reading.unsure],
        "is_valid": reading.zone.is_valid,
        "wrong": len(wrong_checks(reading.zone)),
        "names_agree": reading.names_agree,
        "is_name_cut": reading.zone.is_name_cut,
        "is_protected": found.is_protected,
        "is_expired": bool(found.problems),
        "names_a_paper": "document_kind" in found.values,
        "values": dict(found.values),
        "standing": {name: standing.value for name, standing in found.standing.items()},
        "problems": list(found.problems),
    }


def zone_as_dict(zone: Zone, at: Any) -> dict[str, Any]:
    """A zone for machines: values, dates with their precision as of ``at``, every check digit."""
    return {
        "format": zone.format,
        "lines": list(zone.lines),
        "is_valid": zone.is_valid,
        "fields": {name: getattr(zone, name) for name in FIELDS},
        "birth_date": _date_text(birth_date(zone.birth, at)),
        "expiry_date": _date_text(expiry_date(zone.expiry, at)),
        "is_name_cut": zone.is_name_cut,
        "checks": [
            {
                "name": check.name,
                "found": check.found,
                "expected": check.expected,
                "verdict": check.verdict.value,
            }
            for check in zone.checks
        ],
        "standing": {name: zone.standing(name).value for name in FIELDS if zone.format},
        "problems": [
            {"code": problem.code, "text": reason_text(problem)} for problem in zone.problems
        ],
        "candidates": [_candidate(candidate) for candidate in repair_candidates(zone)],
    }


def reading_as_dict(reading: ZoneReading, at: Any) -> dict[str, Any]:
    """A reading for machines: the zone, and what of it a person has to look at."""
    return {
        **zone_as_dict(reading.zone, at),
        "standing": {name: standing.value for name, standing in reading.standing.items()},
        "names_agree": reading.names_agree,
        "unsure": [{"line": line, "column": column} for line, column in reading.unsure],
        "repairs": [_change(change) for change in reading.repairs],
        "candidates": [_candidate(candidate) for candidate in reading.candidates],
        "certainty": round(reading.certainty, 4),
        "corners": [[round(float(v), 1) for v in corner] for corner in reading.corners],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "lines": list(candidate.zone.lines),
        "changes": [_change(change) for change in candidate.changes],
    }


def _change(change: Any) -> dict[str, Any]:
    """A changed character for machines."""
    return {n: getattr(change, n) for n in ("line", "column", "found", "proposed")}


def _date_text(known: Any) -> str:
    return str(known) if known is not None else ""
