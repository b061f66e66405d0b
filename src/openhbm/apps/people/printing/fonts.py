"""The typefaces on paper: one per script, from the Noto family as the system installs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError

DIRECTORIES = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/local/share/fonts/noto"),
    Path("/usr/share/fonts/noto"),
    Path("/usr/share/fonts/google-noto"),
)
PACKAGE = "fonts-noto-core"


class FontsMissing(ActionError):
    """Printing needs typefaces that are not on this machine."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: how its files are called and the letters it is taken for."""

    key: str
    stem: str
    ranges: tuple[tuple[int, int], ...]


SANS = Face("sans", "NotoSans", ())
"""Latin, Cyrillic and Greek, and whatever no other face is taken for."""

FACES = (
    SANS,
    Face(
        "arabic",
        "NotoSansArabic",
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    ),
    Face("ethiopic", "NotoSansEthiopic", ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F))),
    Face("hebrew", "NotoSansHebrew", ((0x0590, 0x05FF),)),
    Face("devanagari", "NotoSansDevanagari", ((0x0900, 0x097F),)),
    Face("bengali", "NotoSansBengali", ((0x0980, 0x09FF),)),
    Face("armenian", "NotoSansArmenian", ((0x0530, 0x058F),)),
    Face("georgian", "NotoSansGeorgian", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))),
)
BY_KEY = {face.key: face for face in FACES}


def font_file(face: Face, is_bold: bool) -> Path:
    """Where a typeface lies; FontsMissing that names the package when it lies nowhere."""
    name = f"{face.stem}-{'Bold' if is_bold else 'Regular'}.ttf"
    for directory in DIRECTORIES:
        if (directory / name).is_file():
            return directory / name
    raise FontsMissing(
        _("Nothing can be printed: the typeface %(name)s is not on this machine.") % {"name": name},
        remedy=_("Install the package %(package)s.") % {"package": PACKAGE},
    )


@cache
def letters_of(face: Face) -> frozenset[int]:
    """The code points a typeface has a glyph for."""
    return frozenset(hb.Face(hb.Blob.from_file_path(str(font_file(face, False)))).unicodes)


def face_for(character: str, before: Face) -> Face:
    """The typeface of a character; marks, blanks and signs go with the text before them."""
    code = ord(character)
    for face in FACES[1:]:
        if any(low <= code <= high for low, high in face.ranges):
            return face
    is_common = not character.isalnum() or not character.isascii() and not character.isalpha()
    return before if is_common and code in letters_of(before) else SANS
