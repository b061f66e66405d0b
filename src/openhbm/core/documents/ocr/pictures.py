"""Bytes that somebody sent, as a grey picture, within limits of bytes, pixels and time."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFile

from openhbm.core.documents.ocr.ink import Grey
from openhbm.core.values import Reason, reason_of, said

MAX_BYTES = 24 * 1024 * 1024
"""More than a telephone's photograph; nothing longer is looked at, let alone decoded."""
MAX_PIXELS = 60_000_000
_LEAST_SIDE = 120
_KEPT_SIDE = 3200
"""Longest side that is worth keeping: 44 glyphs on it are 50 pixels apart."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_BEGINNINGS = (
    (b"%PDF", "pdf", said("This is a PDF. Send a picture of the page: a photograph or a scan.")),
    (b"PK\x03\x04", "archive", said("This is an archive or an office file, not a picture.")),
)
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif")


class PictureError(ValueError):
    """Bytes that give no picture; ``reason`` says why and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text)
        self.reason = reason


def check_size(count: int) -> None:
    """PictureError when a file of ``count`` bytes is empty or too large; for before reading it."""
    if count <= 0:
        raise PictureError(reason_of("empty", said("The file is empty. Take the picture again.")))
    if count > MAX_BYTES:
        most = MAX_BYTES // (1024 * 1024)
        phrase = said(
            "The file has more than %(most)s MB. Take the picture at a lower resolution.",
            most=most,
        )
        raise PictureError(reason_of("too_large", phrase))


def grey_picture(data: bytes) -> Grey:
    """The grey picture (height, width) in a JPEG, PNG or WebP file, at most 3,200 pixels long.

    Raises PictureError, and nothing else, for whatever is no such file. Memory stays below some
    hundred megabytes: sizes are looked at before anything is decoded.
    """
    check_size(len(data))
    for beginning, code, phrase in _BEGINNINGS:
        if data.startswith(beginning):
            raise PictureError(reason_of(code, phrase))
    if data[4:12] in _HEIC:
        phrase = said("HEIC and AVIF pictures cannot be read here. Set the camera to JPEG.")
        raise PictureError(reason_of("heic", phrase))
    try:
        return _decoded(data)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(reason_of("too_many_pixels", said(_TOO_MANY))) from error
    except Exception as error:  # decoders raise whatever a broken file makes them stumble over
        raise PictureError(reason_of("damaged", said(_DAMAGED))) from error


_DAMAGED = said("The picture is damaged or of an unknown kind. Send a JPEG or PNG picture.").form
_TOO_MANY = said("The picture has more pixels than any camera here needs. Make it smaller.").form


def _decoded(data: bytes) -> Grey:
    # The writer of PDF reports sets this for the whole process; half a page is no page.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise PictureError(reason_of("too_many_pixels", said(_TOO_MANY)))
        if min(width, height) < _LEAST_SIDE:
            phrase = said(
                "The picture has only %(width)s by %(height)s pixels. Go nearer, or take a larger"
                " picture.",
                width=width,
                height=height,
            )
            raise PictureError(reason_of("too_small", phrase))
        # A JPEG is decoded at a half, a quarter or an eighth of its size straight away.
        image.draft("L", (_KEPT_SIDE // 2, _KEPT_SIDE // 2))
        factor = -(-max(image.size) // _KEPT_SIDE)
        small = image.reduce(factor) if factor > 1 and image.mode in ("L", "RGB") else image
        return _grey(small)


def _grey(image: Image.Image) -> Grey:
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits a pixel: what counts is the light, and conversion would cut it off.
        wide = np.asarray(image, np.float32)
        low, high = float(wide.min()), float(wide.max())
        return np.asarray((wide - low) * (255 / max(high - low, 1.0)), np.uint8)
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    return np.array(image.convert("L"), np.uint8)
