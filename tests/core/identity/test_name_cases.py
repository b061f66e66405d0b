"""Spellings across scripts share a key, and different names do not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
import yaml

from openhbm.core.identity.names import is_slavic, name_keys, parts_of

CASES = Path(__file__).resolve().parents[2] / "cases" / "identity" / "names.yaml"
ROWS = yaml.load(CASES.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def keys(name: str, *, slavic: bool = True) -> set[str]:
    """A part of a name alone does not tell that it is Slavic; in a register the others do."""
    return {key for part in parts_of(name) for key in name_keys(part, slavic=slavic)}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "share" in row], ids=lambda r: r["share"][0]
)
def test_spellings_of_one_name_share_a_key(row):
    first, *others = row["share"]

    apart = [other for other in others if not keys(first) & keys(other)]

    assert not apart


@pytest.mark.parametrize("row", [row for row in ROWS if "differ" in row])
def test_different_names_share_no_key(row):
    of = {name: keys(name, slavic=is_slavic(parts_of(name))) for name in row["differ"]}

    assert not [pair for pair in combinations(of, 2) if of[pair[0]] & of[pair[1]]]
