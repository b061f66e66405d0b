"""Squares that a camera reads, as pictures inside the page."""

from __future__ import annotations

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathFillImage


def qr_image(text: str) -> str:
    """A ``data:`` address of an SVG with the text as a QR code, black on white in any theme."""
    picture = qrcode.make(text, image_factory=SvgPathFillImage, border=4)
    written = BytesIO()
    picture.save(written)
    return "data:image/svg+xml;base64," + base64.b64encode(written.getvalue()).decode()
