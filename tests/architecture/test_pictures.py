"""The pictures of the documentation: all there, all shown, all small."""

from __future__ import annotations

import re

from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
MOST_BYTES = 200_000
SHOWN = re.compile(r"images/([\w.-]+\.png)")


def pictures_shown() -> set[str]:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    return {name for page in pages for name in SHOWN.findall(page.read_text(encoding="utf-8"))}


def test_pictures_are_all_there_and_all_shown():
    assert {path.name for path in (DOCS / "images").glob("*.png")} == pictures_shown()


def test_pictures_are_small_enough_for_a_poor_line():
    sizes = {path.name: path.stat().st_size for path in (DOCS / "images").glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
