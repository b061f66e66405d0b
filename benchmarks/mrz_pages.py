"""Pages of invented papers with a machine-readable zone, drawn with Debian's OCR-B."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from openhbm.core.documents.mrz.building import ZoneContent, build

FONTS = Path("/usr/share/fonts")
ZONE_FONTS = {
    "round": "opentype/ocr-b/OCRB.otf",
    "square": "opentype/ocr-b/OCRBS.otf",
    "slanted": "opentype/ocr-b/OCRBL.otf",
    "heavy": "opentype/ocr-b/OCRB.otf",
}
"""Faces of the zone; ``slanted`` is no face of the training set, ``heavy`` is drawn thicker."""
_WORDS_FONT = FONTS / "truetype/dejavu/DejaVuSans.ttf"
_SIZES = {"TD1": (86.0, 54.0), "TD2": (105.0, 74.0), "TD3": (125.0, 88.0), "MRVA": (120.0, 80.0)}
_SURNAMES = [
    "Nullepart",
    "Vyhadko",
    "Alkhayali",
    "Hilmu",
    "Duconte",
    "Kazkovyi",
    "Almutakhayyal",
    "Songecreux",
]
_GIVEN = [
    "Layla",
    "Samir",
    "Marichka",
    "Ostap",
    "Selam",
    "Dawit",
    "Amelie",
    "Kofi",
    "Yasser",
    "Zoriana",
    "Hanaa",
    "Yonas",
]
_STATES = ("UTO", "XXA", "XXB", "UTO", "RKS", "D")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def invented_zone(rng: Random) -> tuple[str, tuple[str, ...]]:
    """(format, lines) of somebody who does not exist."""
    kind = rng.choice(("TD1", "TD2", "TD3", "TD3"))
    number = rng.choice(_LETTERS) + "".join(rng.choices(_LETTERS + "0123456789" * 4, k=8))
    content = ZoneContent(
        type="P" if kind == "TD3" else rng.choice(("I", "ID")),
        issuer=rng.choice(_STATES),
        surname=rng.choice(_SURNAMES) + rng.choice(("", "", " " + rng.choice(_SURNAMES))),
        given=" ".join(rng.sample(_GIVEN, rng.choice((1, 2, 2, 3)))),
        number=number[: rng.choice((8, 9, 9))],
        nationality=rng.choice(_STATES),
        birth=f"{rng.randrange(100):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}",
        sex=rng.choice("MF<"),
        expiry=f"{rng.randint(20, 36)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}",
        optional="".join(rng.choices("0123456789", k=7)) if rng.random() < 0.4 else "",
    )
    return kind, build(kind, content)


def drawn_page(kind: str, lines: tuple[str, ...], rng: Random, face: str, dpi: int) -> Image.Image:
    """The page in grey: background pattern, printed words, a portrait, and the zone at the foot."""
    width, height = (round(mm / 25.4 * dpi) for mm in _SIZES[kind])
    page = Image.fromarray(_ground(width, height, rng))
    draw = ImageDraw.Draw(page)
    _draw_words(draw, width, height, rng)
    _draw_zone(page, lines, rng, face, dpi)
    return page


def _ground(width: int, height: int, rng: Random) -> np.ndarray:
    """Fine wavy lines as on security paper."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    period, phase = rng.uniform(0.012, 0.03) * width, rng.uniform(0, 6.28)
    waves = np.sin(2 * np.pi * (y + 0.02 * width * np.sin(x / width * 9 + phase)) / period)
    return (rng.uniform(205, 240) + rng.uniform(3, 9) * waves).clip(0, 255).astype(np.uint8)


def _draw_words(draw: ImageDraw.ImageDraw, width: int, height: int, rng: Random) -> None:
    small = ImageFont.truetype(str(_WORDS_FONT), max(8, width // 70))
    large = ImageFont.truetype(str(_WORDS_FONT), max(10, width // 42))
    draw.rectangle([0.04 * width, 0.16 * height, 0.30 * width, 0.62 * height], fill=150)
    draw.ellipse([0.10 * width, 0.22 * height, 0.24 * width, 0.48 * height], fill=95)
    draw.text((0.04 * width, 0.04 * height), "UTOPIA  PASSPORT  PASSEPORT", fill=60, font=large)
    for row in range(5):
        y = (0.15 + 0.1 * row) * height
        label = rng.choice(("Surname / Nom", "Given names / Prénoms", "Date of birth", "Sex"))
        draw.text((0.34 * width, y), label, fill=110, font=small)
        value = rng.choice(_SURNAMES + _GIVEN).upper() + rng.choice(("", " 12 03 1988"))
        draw.text((0.34 * width, y + 0.035 * height), value, fill=40, font=large)


def _draw_zone(page: Image.Image, lines: tuple[str, ...], rng: Random, face: str, dpi: int) -> None:
    """Ten characters to the inch, as Doc 9303 part 3 has it; a little more or less in print."""
    pitch = dpi / 10 * rng.uniform(0.97, 1.0)
    path = FONTS / ZONE_FONTS[face]
    size = round(pitch / ImageFont.truetype(str(path), 1000).getlength("<") * 1000)
    font = ImageFont.truetype(str(path), size)
    step = pitch * rng.uniform(1.55, 2.5)
    top = page.height - step * len(lines) - 0.12 * dpi
    left = max((page.width - pitch * len(lines[0])) / 2, 1) + rng.uniform(-0.2, 0.2) * pitch
    draw = ImageDraw.Draw(page)
    ink, stroke = rng.randint(10, 70), dpi // 250 if face == "heavy" else 0
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            place = (left + column * pitch, top + row * step)
            draw.text(place, character, fill=ink, font=font, stroke_width=stroke)


def scanned(page: Image.Image, rng: Random) -> Image.Image:
    """As a flatbed gives it: a little askew, soft, noisy, sometimes with a crease."""
    turned = page.rotate(rng.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    pixels = np.asarray(turned, np.float32)
    if rng.random() < 0.4:
        pixels = creased(pixels, rng)
    soft = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    soft = soft.filter(ImageFilter.GaussianBlur(rng.uniform(0.6, 1.4)))
    return _noisy(soft, rng, rng.uniform(5, 14))


def photographed(page: Image.Image, rng: Random, *, glare: float = 0.6) -> Image.Image:
    """As a telephone gives it: tilted, turned, lit from one side, with glare and a crease."""
    frame = _in_perspective(page, rng)
    pixels = np.asarray(frame, np.float32)
    y, x = np.mgrid[0 : 1 : pixels.shape[0] * 1j, 0 : 1 : pixels.shape[1] * 1j].astype(np.float32)
    pixels = pixels * (1 + rng.uniform(-0.3, 0.3) * (x - 0.5) + rng.uniform(-0.3, 0.3) * (y - 0.5))
    if rng.random() < 0.5:
        pixels = creased(pixels, rng)
    if rng.random() < glare:
        pixels = glared(pixels, rng)
    soft = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    soft = soft.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.2)))
    return _noisy(soft, rng, rng.uniform(3, 8))


def photographed_badly(page: Image.Image, rng: Random) -> Image.Image:
    """From too far away, out of focus, with glare: glyphs six or seven pixels apart."""
    picture = photographed(page, rng, glare=1)
    small = picture.resize((picture.width * 3 // 10, picture.height * 3 // 10))
    return small.filter(ImageFilter.GaussianBlur(0.6))


def _in_perspective(page: Image.Image, rng: Random) -> Image.Image:
    width = rng.randint(1300, 1900)
    height = round(width * 0.75)
    scale = rng.uniform(0.72, 0.92) * width / page.width
    turn = np.deg2rad(rng.uniform(-9, 9))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [page.width / 2, page.height / 2]
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    places = corners @ spin * scale
    reach = np.abs(places).max(axis=0) * 2.04
    places *= min(1, width / reach[0], height / reach[1])
    tilt = 0.05 * page.width * scale
    places += [[rng.uniform(-tilt, tilt) for _ in "xy"] for _ in range(4)]
    places += [width / 2, height / 2]
    coefficients = _homography(places, corners + [page.width / 2, page.height / 2])
    return page.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BICUBIC,
        fillcolor=rng.randint(60, 130),
    )


def _homography(here: np.ndarray, there: np.ndarray) -> list[float]:
    rows, wanted = [], []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(wanted)))


def glared(pixels: np.ndarray, rng: Random) -> np.ndarray:
    """A bright patch somewhere over the lower half, through which print still shows faintly."""
    height, width = pixels.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx = (x - rng.uniform(0.15, 0.85) * width) / (rng.uniform(0.06, 0.16) * width)
    dy = (y - rng.uniform(0.5, 0.9) * height) / (rng.uniform(0.05, 0.14) * height)
    veil = rng.uniform(0.45, 0.8) * np.exp(-(dx * dx + dy * dy))
    return pixels * (1 - veil) + 255 * veil


def creased(pixels: np.ndarray, rng: Random) -> np.ndarray:
    """A fold: one side a little darker, and a thin bright or dark line along it."""
    height, width = pixels.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(-1.2, 1.2)
    across = (x - rng.uniform(0.1, 0.9) * width) * np.cos(angle) + (y - height / 2) * np.sin(angle)
    shade = rng.uniform(-22, 22) * np.exp(-np.maximum(across, 0) / (0.05 * width)) * (across > 0)
    line = rng.choice((-1, 1)) * rng.uniform(15, 45) * np.exp(-((across / (0.0012 * width)) ** 2))
    return pixels + shade + line


def _noisy(image: Image.Image, rng: Random, sigma: float) -> Image.Image:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, sigma, (image.height, image.width))
    pixels = np.asarray(image, np.float32) + noise
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def write_examples(folder: Path) -> None:
    """The few pictures that tests read, so that they need no font: truth in ``truth.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for name, (kind, content, face, damage) in EXAMPLES.items():
        rng = Random(name)
        lines = build(kind, content)
        picture = damage(drawn_page(kind, lines, rng, face, 240), rng)
        picture.thumbnail((1400, 1400))
        picture.save(folder / f"{name}.jpg", quality=60, optimize=True)
        truth[f"{name}.jpg"] = list(lines)
    blank = Image.fromarray(_ground(1000, 700, Random("blank")))
    _draw_words(ImageDraw.Draw(blank), 1000, 700, Random("blank"))
    blank.save(folder / "no_zone.jpg", quality=60, optimize=True)
    (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")


def _glaring(page: Image.Image, rng: Random) -> Image.Image:
    return photographed(page, rng, glare=1)


def _turned(page: Image.Image, rng: Random) -> Image.Image:
    return photographed(page, rng).rotate(180)


def _on_its_side(page: Image.Image, rng: Random) -> Image.Image:
    return scanned(page, rng).rotate(90, expand=True)


EXAMPLES = {
    "passport_glare": (
        "TD3",
        ZoneContent(
            type="P",
            issuer="UTO",
            surname="Alkhayali",
            given="Layla Nour",
            number="L8988901C",
            nationality="XXB",
            birth="910308",
            sex="F",
            expiry="310617",
            optional="ZE184226B",
        ),
        "slanted",
        _glaring,
    ),
    "card_on_its_side": (
        "TD1",
        ZoneContent(
            type="ID",
            issuer="UTO",
            surname="Kazkovyi",
            given="Ostap",
            number="D23145890123",
            nationality="UTO",
            birth="7408<<",
            sex="M",
            expiry="190415",
        ),
        "round",
        _on_its_side,
    ),
    "visa_upside_down": (
        "MRVA",
        ZoneContent(
            type="V",
            issuer="UTO",
            surname="Duconte",
            given="Kofi",
            number="V1234567",
            nationality="D",
            birth="880229",
            sex="M",
            expiry="270101",
        ),
        "square",
        _turned,
    ),
    "card_worn": (
        "TD2",
        ZoneContent(
            type="I",
            issuer="UTO",
            surname="Hilmu",
            given="Selam Yonas",
            number="A1B2C3D4",
            nationality="XXA",
            birth="010101",
            sex="<",
            expiry="350101",
        ),
        "heavy",
        photographed,
    ),
}
"""Name: format, content, face, damage. All invented."""


if __name__ == "__main__":
    write_examples(Path(sys.argv[1]))
