"""The lists as their publishers wrote them, where they are at hand: how many persons they hold.

They name real people, so only counts are looked at here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from openhbm.apps.identity.watch.formats import follow_the_money, ofac

LISTS = Path(__file__).parents[5] / "shared" / "data" / "watchlists"

pytestmark = pytest.mark.skipif(not LISTS.exists(), reason="the published lists are not at hand")


@pytest.mark.parametrize(
    ("file", "persons"),
    [
        ("ftm_t1_entities.ftm.json", 4),
        ("ftm_t2_20240527194702-wnk_entities.delta.json", 1),
        ("ftm_t2_20240528014702-pfh_entities.delta.json", 0),
        ("ftm_t2_20240528134729-3iv_entities.delta.json", 1),
        ("ftm_zala_entities.ftm.json", 6),
    ],
)
def test_follow_the_money_holds_its_persons_and_nobody_else(file, persons):
    found = list(follow_the_money.persons_in((LISTS / file).read_bytes()))

    assert len(found) == persons
    assert all(one.key and one.names for one in found)


@pytest.mark.parametrize(
    ("files", "persons", "born", "weak"),
    [
        (("ofac_sdn.csv", "ofac_alt.csv"), 4620, 4428, 845),
        (("ofac_cons_prim.csv", "ofac_cons_alt.csv"), 79, 74, 2),
    ],
)
def test_ofac_list_holds_its_individuals(files, persons, born, weak):
    data = b"\n".join((LISTS / file).read_bytes() for file in files)

    found = list(ofac.persons_in(data))

    assert len({one.key for one in found}) == persons
    assert sum(bool(one.births) for one in found) == born
    assert sum(bool(one.weak) for one in found) == weak
