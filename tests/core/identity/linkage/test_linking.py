"""Batch linkage of small invented registers, as arrays."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from openhbm.core.identity.linkage.batch import link
from openhbm.core.identity.linkage.blocking import candidate_pairs, decoded, pairs_in
from openhbm.core.identity.linkage.boosting import learn_trees, log_odds
from openhbm.core.identity.linkage.clusters import clusters_of, pairs_within
from openhbm.core.identity.linkage.comparing import Birth, Comparison, Feature
from openhbm.core.identity.linkage.encoding import Columns, births_of, register_of
from openhbm.core.identity.linkage.explaining import trait_weights
from openhbm.core.identity.linkage.keying import linkage_keys
from openhbm.core.identity.linkage.trees import packed, unpacked
from openhbm.core.identity.linkage.warming import warm_linkage
from openhbm.core.identity.names import sounds

# given, father, family, born, sex, place, paper, telephone
LAYLA = ("Layla", "Hassan", "Almutakhayyal", "1988-03-07", "F", "Qariya", "", "")
LAYLA_AGAIN = ("ليلى", "حسن", "المتخيل", "1988-07-03", "F", "Qaryia", "", "")
SISTER = ("Hanaa", "Hassan", "Almutakhayyal", "1991-11-20", "F", "Qariya", "", "")
STRANGER = ("Ostap", "Taras", "Vyhadko", "1979-05-05", "M", "Vyhadka", "", "")
_GIVEN = "Layla Samir Nour Karim Hanaa Yasser Selam Dawit Helen Yonas Ostap Lesia Taras Kofi"
GIVEN = _GIVEN.split()
_FAMILIES = "Alkhayali Almawhum Alsarabi Hilmu Teretu Vyhadko Kazkovyi Mriinyk Duconte"
FAMILIES = _FAMILIES.split()


def register(*rows):
    columns = list(zip(*rows, strict=True))
    return register_of(
        Columns(
            names=columns[:3], births=columns[3], sexes=columns[4], places=columns[5:6],
            numbers=columns[6:8],
        ),
        sounds,
        linkage_keys,
    )  # fmt: skip


def features(*rows):
    compared = Comparison(register(*rows)).features_between(np.array([0]), np.array([1]))
    return {feature.name: float(compared[0, feature]) for feature in Feature}


@pytest.fixture(scope="module")
def families():
    """(register, person of each record): families, some of whose members came twice."""
    rng, rows, people = Random(7), [], []
    for household in range(150):
        family, father, place = rng.choice(FAMILIES), rng.choice(GIVEN), f"Place {household % 40}"
        for member in range(rng.randint(1, 4)):
            born = f"{rng.randint(1950, 2015)}-{rng.randint(2, 12):02}-{rng.randint(2, 28):02}"
            row = (rng.choice(GIVEN), father, family, born, rng.choice("FM"), place, "", "")
            for time in range(1 + (rng.random() < 0.3)):
                said = born if time == 0 or rng.random() < 0.8 else born[:4]
                rows.append((*row[:3], said, *row[4:]))
                people.append(household * 10 + member)
    return register(*rows), np.array(people)


def test_births_on_the_first_of_january_are_years_alone():
    year, month, day = births_of(["1988-01-01", "1988-03-07", "1988", "", "nonsense", "1988-13-01"])

    assert year.tolist() == [1988, 1988, 1988, 0, 0, 1988]
    assert month.tolist() == [0, 3, 0, 0, 0, 0]
    assert day.tolist() == [0, 7, 0, 0, 0, 0]


def test_register_of_columns_of_different_length_is_refused():
    with pytest.raises(ValueError, match="different lengths"):
        register_of(
            Columns(names=(["a", "b"],), births=["1988"], sexes=["F"]), sounds, linkage_keys
        )


def test_pair_across_scripts_is_a_candidate_and_alike():
    pairs = candidate_pairs(register(LAYLA, STRANGER, LAYLA_AGAIN))

    assert [tuple(map(int, pair)) for pair in zip(*decoded(pairs), strict=True)] == [(0, 2)]
    found = features(LAYLA, LAYLA_AGAIN)
    assert found["ALIKE"] == 3
    assert found["BIRTH"] == Birth.TURNED


def test_names_turned_round_are_compared_in_the_right_order():
    turned = (LAYLA[2], LAYLA[1], LAYLA[0], *LAYLA[3:])

    found = features(LAYLA, turned)

    assert found["ALIKE"] == 3
    assert found["TURNED"] == 1
    assert found["GIVEN_AS_WRITTEN"] < 0.7


def test_missing_fields_tell_nothing():
    bare = ("Layla", "", "Almutakhayyal", "", "", "", "", "")

    found = features(LAYLA, bare)

    assert found["FATHER"] == found["BIRTH"] == found["SEX"] == found["PLACE"] == -1


@pytest.mark.parametrize(
    ("one", "other", "stand"),
    [
        ("1988-03-07", "1988-03-07", Birth.SAME),
        ("1988-03-07", "1988", Birth.YEAR_AND_DATE),
        ("1988", "1988-01-01", Birth.BOTH_YEAR),
        ("1988-03-07", "1988-07-03", Birth.TURNED),
        ("1988-03-07", "1958-03-07", Birth.SAME_DAY_OTHER_YEAR),
        ("1988", "1990-05-02", Birth.ESTIMATES_NEAR),
        ("1988-03-07", "1978-05-01", Birth.ONE_DIGIT),
        ("1988-03-07", "1988-05-01", Birth.SAME_YEAR),
        ("1988-03-07", "1991-05-01", Birth.NEAR),
        ("1988-03-07", "1951-05-01", Birth.APART),
    ],
)
def test_birth_dates_stand_to_each_other(one, other, stand):
    rows = [(*LAYLA[:3], born, *LAYLA[4:]) for born in (one, other)]

    assert features(*rows)["BIRTH"] == stand


def test_blocks_of_too_many_are_left_out():
    keys = np.array([5, 5, 5, 9, 9, 0, 0], np.uint64)

    pairs = pairs_in(keys, np.arange(7), 2)

    assert [tuple(map(int, pair)) for pair in zip(*decoded(pairs), strict=True)] == [(3, 4)]


def test_link_without_labels_finds_those_who_came_twice(families):
    found, people = families
    linked = link(found)
    left, right = decoded(linked.pairs)
    likely = linked.log_odds > 0
    right_ones = people[left] == people[right]

    there = len(pairs_within(people))
    assert right_ones[likely].sum() / there > 0.9
    assert right_ones[likely].mean() > 0.95


def test_siblings_are_not_clustered_together(families):
    found, people = families
    clusters = link(found).clusters(len(found))

    left, right = decoded(pairs_within(clusters))
    assert (people[left] == people[right]).mean() > 0.95


def test_link_is_the_same_every_time(families):
    first, second = link(families[0]), link(families[0])

    assert np.array_equal(first.pairs, second.pairs)
    assert np.array_equal(first.log_odds, second.log_odds)


def test_evidence_of_a_pair_speaks_for_what_agrees(families):
    linked = link(families[0])
    best = int(linked.log_odds.argmax())

    told = trait_weights(linked.weights, linked.weighed.features[best : best + 1])[0]

    by_trait = {each.trait: each for each in told}
    assert by_trait["given"].against_household > 0
    assert by_trait["birth"].against_strangers > 0
    assert all(0 <= each.level <= each.top for each in told)


def test_cluster_refuses_a_pair_that_somebody_judged_to_be_two():
    pairs = np.array([(0 << 32) | 1, (1 << 32) | 2], np.uint64)
    odds = np.array([5.0, 4.0], np.float32)

    together = clusters_of(pairs, odds, 3)
    apart = clusters_of(pairs, odds, 3, apart=np.array([(0 << 32) | 2], np.uint64))

    assert together.tolist() == [0, 0, 0]
    assert apart.tolist() == [0, 0, 2]


def test_cluster_refuses_a_sibling_who_is_like_one_of_two():
    """1 is like both, but 0 and 2 are known to be unlike."""
    pairs = np.array([(0 << 32) | 1, (0 << 32) | 2, (1 << 32) | 2], np.uint64)

    clusters = clusters_of(pairs, np.array([6.0, -8.0, 1.0], np.float32), 3)

    assert clusters.tolist() == [0, 0, 2]


def test_trees_learn_what_no_single_feature_tells():
    rng = np.random.default_rng(3)
    rows = rng.random((4000, 3)).astype(np.float32)
    labels = (rows[:, 0] > 0.5) ^ (rows[:, 1] > 0.5)

    trees = learn_trees(rows[:3000], labels[:3000], trees=30)

    assert ((log_odds(trees, rows[3000:]) > 0) == labels[3000:]).mean() > 0.95


def test_trees_survive_packing():
    rng = np.random.default_rng(3)
    rows = rng.random((500, 4)).astype(np.float32)
    trees = learn_trees(rows, rows[:, 2] > 0.4, trees=3)

    again = unpacked(packed(trees))

    assert np.array_equal(log_odds(again, rows), log_odds(trees, rows))


@pytest.mark.parametrize("text", ["", "####", "QUJD", "eJwDAAAAAAE="])
def test_unpacking_nonsense_says_what_is_wrong(text):
    with pytest.raises(ValueError, match="scorer"):
        unpacked(text)


def test_labels_that_are_all_alike_teach_nothing():
    with pytest.raises(ValueError, match="all labels are alike"):
        learn_trees(np.zeros((10, 2), np.float32), np.zeros(10, bool))


def test_warming_runs_every_loop():
    assert warm_linkage() == ("linkage",)
