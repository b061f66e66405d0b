"""The tokens of the design: readable in every theme, and the only colours there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openhbm.apps.reports import drawing

STYLES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "styles"
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
PAIR = re.compile(r"light-dark\((.+?\)?),\s*([^,]+\)?)\)$")
TEXT, EDGE = 4.5, 3.0

# (what is written or drawn, on what, how much they must differ)
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft") for ground in ("paper", "ground")),
    *(
        (ink, ground, TEXT)
        for ink in ("accent", "accent-deep", "error", "good", "warn")
        for ground in ("paper", "ground")
    ),
    *(("ink", f"{name}-wash", TEXT) for name in ("accent", "warn", "error", "good")),
    ("accent-deep", "accent-wash", TEXT),
    ("error", "error-wash", TEXT),
    ("accent-ink", "accent", TEXT),
    ("accent-ink", "accent-deep", TEXT),
    ("bar-ink", "bar", TEXT),
    ("bar-ink", "bar-wash", TEXT),
    ("bar-soft", "bar", TEXT),
    *((f"level-{n}-ink", f"level-{n}", TEXT) for n in range(5)),
    ("line-strong", "paper", EDGE),
    ("line-strong", "ground", EDGE),
    ("focus", "paper", EDGE),
    ("focus", "ground", EDGE),
    ("bar-mark", "bar", EDGE),
    ("bar-edge", "bar", EDGE),
    ("chart-bar", "paper", EDGE),
    ("chart-middle", "paper", EDGE),
    ("chart-ink", "paper", TEXT),
    ("land-edge", "land", EDGE),
    *((f"level-{n}", "paper", EDGE) for n in (0, 3, 4)),
]


def tokens(block: str) -> dict[str, tuple[str, str]]:
    """Name → its colour in light and in dark."""
    found = {}
    for name, value in TOKEN.findall(block):
        parted = PAIR.match(" ".join(value.split()))
        found[name] = (parted[1], parted[2]) if parted else (value, value)
    return found


def themes() -> dict[str, dict[str, str]]:
    text = (STYLES / "tokens.css").read_text(encoding="utf-8")
    ordinary, _more, contrast = text.partition(':root[data-contrast="more"]')
    plain, strong = tokens(ordinary), tokens(contrast)
    found = {}
    for number, scheme in enumerate(("light", "dark")):
        found[scheme] = {name: pair[number] for name, pair in plain.items()}
        found[f"{scheme} more"] = found[scheme] | {n: p[number] for n, p in strong.items()}
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "light more", "dark more"])
def test_text_and_edges_differ_enough_from_their_ground(theme):
    colours = themes()[theme]

    faint = [
        f"{ink} on {ground}: {contrast(colours[ink], colours[ground]):.2f} < {least}"
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    ]

    assert not faint, f"{theme}: " + "; ".join(faint)


def test_high_contrast_of_the_device_is_that_of_the_switch():
    text = (STYLES / "tokens.css").read_text(encoding="utf-8")
    switched = text.partition(':root[data-contrast="more"]')[2]
    device = (STYLES / "contrast-device.css").read_text(encoding="utf-8")

    assert tokens(device) == tokens(switched)


def test_colours_stand_in_the_tokens_alone():
    written = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgb\(|\bhsl\(")
    allowed = {"tokens.css", "contrast-device.css", "charts.css", "print.css"}

    found = {
        path.name: written.findall(re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S))
        for path in STYLES.glob("*.css")
        if path.name not in allowed
    }

    assert {name: colours for name, colours in found.items() if colours} == {}


def test_colours_of_charts_give_way_to_tokens():
    css = (STYLES / "charts.css").read_text(encoding="utf-8")
    drawn = (
        drawing.BAR,
        drawing.BAND,
        drawing.MIDDLE,
        drawing.GRID,
        drawing.INK,
        drawing.UNREPORTED,
    )

    assert [colour for colour in drawn if f'[fill="{colour}"]' not in css] == []
    assert [colour for colour in drawn if f'[stroke="{colour}"]' not in css] == []
