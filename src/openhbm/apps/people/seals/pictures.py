"""Seals in photographs: QR symbols and Data Matrix codes, read in bounded memory and time."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image

from openhbm.apps.ledger.errors import ActionError

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
_SIDE = 2_400
_SYMBOLS = [zxingcpp.QRCode, zxingcpp.DataMatrix]


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture of a kind that is read here."""
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
    return data.startswith(starts) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def seals_in_picture(data: bytes) -> list[str | bytes]:
    """What each symbol in a photograph holds: text where it is text, else bytes.

    ActionError for what is no picture, is too large, or shows no symbol.
    """
    picture = _small_grey(data)
    found: list[str | bytes] = []
    for symbol in zxingcpp.read_barcodes(picture, formats=_SYMBOLS):
        is_text = symbol.content_type is zxingcpp.ContentType.Text
        content = symbol.text if is_text else bytes(symbol.bytes)
        if content not in found:
            found.append(content)
    if not found:
        raise ActionError(
            _("No seal was found in the picture."),
            field="picture",
            remedy=_("Take it again from nearer, in even light, with the whole square in it."),
        )
    return found


def _small_grey(data: bytes) -> Image.Image:
    if len(data) > MOST_BYTES or not is_picture(data):
        raise _no_picture()
    try:
        with warnings.catch_warnings():
            # What a library finds odd about a stranger's picture is no concern of the log.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _no_picture()
                opened.draft("L", (_SIDE, _SIDE))
                opened.thumbnail((_SIDE, _SIDE))
                return opened.convert("L")
    except ActionError:
        raise
    except Exception:  # a damaged picture fails in as many ways as there are formats
        raise _no_picture() from None


def _no_picture() -> ActionError:
    return ActionError(
        _("This is no picture that can be read: JPEG, PNG or WebP of at most 12 MB."),
        field="picture",
        remedy=_("Take a photo of the square on the paper."),
    )
