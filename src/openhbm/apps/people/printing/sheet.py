"""A PDF page in millimetres on which text of any script stands joined and in order.

``x`` counts from the side where the language of the sheet begins: the right one on an Arabic
sheet. So one layout serves both directions.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import zxingcpp
from fpdf import FPDF
from fpdf.enums import TextDirection

from openhbm.apps.people.printing.fonts import BY_KEY, font_file
from openhbm.apps.people.printing.runs import Run, reads_from_right, runs_of

POINT = 25.4 / 72
_SMALLEST = 0.7
_LONG = 100
_PRODUCER = "OpenHBM"


class Sheet:
    """Pages of one size. Each typeface is read once and only its used glyphs are stored."""

    def __init__(self, width: float, height: float, *, is_rtl: bool = False, title: str = ""):
        self.width, self.height, self.is_rtl = width, height, is_rtl
        self._pdf = FPDF(unit="mm", format=(width, height))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.set_producer(_PRODUCER)
        self._pdf.set_title(title)
        self._pdf.oversized_images = "DOWNSCALE"
        self._shaped: dict[tuple[Run, bool], tuple[list[Any], float]] = {}

    def add_page(self, *, is_rtl: bool | None = None) -> None:
        """A new page; cards of one print can be in different languages."""
        self.is_rtl = self.is_rtl if is_rtl is None else is_rtl
        self._pdf.add_page()

    def as_pdf(self) -> bytes:
        return bytes(self._pdf.output())

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        *,
        width: float,
        is_bold: bool = False,
        align: str = "start",
        is_rtl: bool | None = None,
    ) -> None:
        """One line of text, made smaller or cut with … to stay within ``width``.

        ``size`` in points; ``is_rtl`` is the direction of the line, by default that of its first
        letter, so that an Arabic name reads right on an English card.
        """
        text = " ".join(text.split())
        if not text:
            return
        is_rtl = reads_from_right(text) if is_rtl is None else is_rtl
        text, size = self._fitted(text, size, width, is_bold, is_rtl)
        taken = self.width_of(text, size, is_bold=is_bold, is_rtl=is_rtl)
        slack = {"start": 0.0, "center": (width - taken) / 2, "end": width - taken}[align]
        self._draw(self._from_left(x + slack, taken), baseline, text, size, is_bold, is_rtl)

    def lines(self, text: str, size: float, width: float, *, is_bold: bool = False) -> list[str]:
        """Text broken between words into lines no wider than ``width`` where that is possible."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width_of(longer, size, is_bold=is_bold) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def width_of(
        self, text: str, size: float, *, is_bold: bool = False, is_rtl: bool | None = None
    ) -> float:
        """Millimetres that a line takes."""
        is_rtl = self.is_rtl if is_rtl is None else is_rtl
        units = sum(self._glyphs(run, is_bold)[1] for run in runs_of(text, is_rtl))
        return units * size * POINT / 1000

    def rule(self, x: float, y: float, width: float, thickness: float = 0.2) -> None:
        """A line along the text."""
        self._pdf.set_fill_color(0)
        self._pdf.rect(self._from_left(x, width), y, width, thickness, style="F")

    def qr(self, x: float, y: float, side: float, data: str, level: str = "M") -> None:
        """A QR symbol (ISO/IEC 18004) without its quiet zone: leave four modules free.

        ``level`` says how much of it may be damaged: L 7 %, M 15 %, Q 25 %, H 30 %.
        """
        self._pdf._out(
            _inline_picture(self._from_left(x, side), self.height - y - side, side, data, level)
        )

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> bool:
        """A photo inside the box; False when the file cannot be shown."""
        try:
            self._pdf.image(
                io.BytesIO(data),
                self._from_left(x, width),
                y,
                width,
                height,
                keep_aspect_ratio=True,
            )
        except Exception:  # a damaged picture fails in as many ways as there are formats
            return False
        return True

    def _from_left(self, x: float, width: float) -> float:
        return self.width - x - width if self.is_rtl else x

    def _fitted(
        self, text: str, size: float, width: float, is_bold: bool, is_rtl: bool
    ) -> tuple[str, float]:
        taken = self.width_of(text, size, is_bold=is_bold, is_rtl=is_rtl)
        if taken <= width:
            return text, size
        smaller = max(width / taken, _SMALLEST) * size
        while text and self.width_of(text, smaller, is_bold=is_bold, is_rtl=is_rtl) > width + 0.01:
            text = text.rstrip("…")[:-1].rstrip() + "…"
        return text, smaller

    def _draw(
        self, left: float, baseline: float, text: str, size: float, is_bold: bool, is_rtl: bool
    ) -> None:
        pen, height = left / POINT, (self.height - baseline) / POINT
        for run in runs_of(text, is_rtl):
            glyphs, units = self._glyphs(run, is_bold)
            font = self._pdf.fonts[self._family(run.face, is_bold)]
            chosen = self._pdf._set_font_for_page(font, size, wrap_in_text_object=False)
            self._pdf._out(f"BT {chosen} {_placed(glyphs, pen, height, size)} ET")
            pen += units * size / 1000

    def _family(self, face: str, is_bold: bool) -> str:
        family = f"{face}-bold" if is_bold else face
        if family not in self._pdf.fonts:
            self._pdf.add_font(family, fname=font_file(BY_KEY[face], is_bold))
        return family

    def _glyphs(self, run: Run, is_bold: bool) -> tuple[list[Any], float]:
        """The glyphs of a run as HarfBuzz joins them, and how far they reach, in 1/1000 em."""
        known = self._shaped.get((run, is_bold))
        if known is None:
            font = self._pdf.fonts[self._family(run.face, is_bold)]
            direction = TextDirection.RTL if run.is_rtl else TextDirection.LTR
            shaped = font.shape_text(
                run.text, 10, {"features": {}, "fragment_direction": direction}
            )
            glyphs = [
                (
                    glyph["mapped_char"],
                    glyph["x_advance"] * font.scale,
                    glyph["x_offset"] * font.scale,
                    glyph["y_offset"] * font.scale,
                    glyph["force_positioning"],
                )
                for glyph in shaped
                if glyph["mapped_char"] is not None
            ]
            known = glyphs, sum(glyph[1] for glyph in glyphs)
            self._shaped[run, is_bold] = known
        return known


def _placed(glyphs: list[Any], pen: float, height: float, size: float) -> str:
    """PDF operators that show glyphs, each where the shaping puts it."""
    parts, waiting, must_move = [f"1 0 0 1 {pen:.3f} {height:.3f} Tm"], "", False
    for code, advance, right, up, is_placed in glyphs:
        if right or up or must_move:
            parts += [f"<{waiting}> Tj"] if waiting else []
            x, y = pen + right * size / 1000, height + up * size / 1000
            parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm")
            waiting = ""
        waiting += f"{code:04X}"
        pen += advance * size / 1000
        must_move = is_placed
    return " ".join([*parts, f"<{waiting}> Tj"])


def _inline_picture(left: float, bottom: float, side: float, data: str, level: str) -> str:
    """PDF operators that paint a symbol as one picture of a bit for each module (PDF 32000, 8.9.7).

    One operator where a rectangle for every row of modules took most of the time of a card.
    """
    # A mask breaks up patterns in what is written. A seal has none, its bits are as good as chance:
    # for it any mask will do, and trying all eight is nine tenths of the work.
    chosen = {"data_mask": 3} if len(data) > _LONG else {}
    symbol = zxingcpp.create_barcode(data, zxingcpp.QRCode, ec_level=level, **chosen)
    dark = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False)) == 0
    bits = np.packbits(dark, axis=1).tobytes().hex().upper()
    size, length = len(dark), side / POINT
    place = f"{length:.3f} 0 0 {length:.3f} {left / POINT:.3f} {bottom / POINT:.3f} cm"
    kind = f"/W {size} /H {size} /BPC 1 /IM true /D [1 0] /F /AHx"
    return f"q 0 g {place} BI {kind} ID {bits}> EI Q"
