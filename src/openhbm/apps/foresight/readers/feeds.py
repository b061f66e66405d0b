"""RSS 2.0 and Atom, with places as GeoRSS and the fields that hazard services add.

Parsed without document types and external entities: a feed comes from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from openhbm.apps.foresight.readers.entries import FeedReading, RawEntry, check_bytes, entries_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.content.schemas.indicators import FeedKind

_ENTRIES = ("item", "entry")
_REPORTED = ("pubdate", "published", "updated", "date", "datemodified")
_TEXTS = ("title", "description", "summary")
_PLACES = ("country", "point", "where", "lat")
_REFERENCES = ("guid", "id", "link")


def read_feed(file_name: str, data: bytes, kind: FeedKind) -> FeedReading:
    """The entries of a feed; its own columns are looked for by their names without prefix."""
    root = parsed_xml(data)
    found = [each for each in root.iter() if local_name(each) in _ENTRIES]
    if not found and local_name(root) not in ("rss", "feed", "rdf"):
        raise ActionError(
            _("The document is neither RSS nor Atom; it begins with %(name)s.")
            % {"name": local_name(root)[:40]},
            field="file",
            remedy=_("Give the address of the feed itself, not of its page."),
        )
    return entries_of(_raw(found, kind))


def parsed_xml(data: bytes) -> Any:
    """The root of a document; ActionError when it is no XML or holds document types."""
    check_bytes(data)
    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ActionError(
            _("The document is no XML that may be read: %(error)s")
            % {"error": str(error)[:120] or type(error).__name__},
            field="file",
            remedy=_("Give XML without document types and entities of its own."),
        ) from None


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""


def _raw(found: list[Any], kind: FeedKind) -> Iterator[RawEntry]:
    columns = kind.columns
    for number, element in enumerate(found, 1):
        fields = _fields_of(element)
        title = [strip_tags(fields[name]) for name in _TEXTS if fields.get(name)]
        yield RawEntry(
            where=_("entry %(number)s") % {"number": number},
            happened=_first(fields, columns.happened),
            reported=_first(fields, (*columns.reported, *_REPORTED)),
            value=_first(fields, columns.value),
            text=": ".join(title[:2]),
            place=_first(fields, (*columns.place, *_PLACES)),
            kind=_first(fields, (*columns.kind, "category")),
            reference=_first(fields, (*columns.reference, *_REFERENCES)),
        )


def _fields_of(element: Any) -> dict[str, str]:
    """Name → text of everything inside an entry; the first of a name counts."""
    fields: dict[str, str] = {}
    for inside in element.iter():
        text = (inside.text or "").strip() or inside.get("href") or inside.get("term") or ""
        if inside is not element and text:
            fields.setdefault(local_name(inside), text)
    return fields


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[n.casefold()] for n in names if fields.get(n.casefold())), "")
