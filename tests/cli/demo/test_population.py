from collections import Counter
from datetime import date

import numpy as np
import pytest

from openhbm.cli.demo.population import invented_households

DAY = date(2022, 3, 7)


@pytest.fixture
def households(population):
    return invented_households(6000, DAY, population, np.random.default_rng(11))


@pytest.fixture
def persons(households):
    return [person for household in households for person in household.persons]


@pytest.mark.parametrize("persons", [0, 1, 2, 3, 7, 50])
def test_households_hold_exactly_the_persons_asked_for(population, persons):
    households = invented_households(persons, DAY, population, np.random.default_rng(persons))

    assert sum(household.size for household in households) == persons


def test_households_of_the_same_seed_are_the_same(population):
    first = invented_households(80, DAY, population, np.random.default_rng(5))
    again = invented_households(80, DAY, population, np.random.default_rng(5))
    other = invented_households(80, DAY, population, np.random.default_rng(6))

    assert first == again
    assert first != other


def test_households_negative_number_is_refused(population):
    with pytest.raises(ValueError, match="cannot invent -1 persons"):
        invented_households(-1, DAY, population, np.random.default_rng(1))


def test_compositions_are_met_at_their_shares(households, population):
    met = Counter(household.kind for household in households)

    for composition in population.compositions:
        assert met[composition.id] / len(households) == pytest.approx(composition.share, abs=0.02)


def test_children_alone_stay_rare_when_every_day_is_small(population):
    rng = np.random.default_rng(2)
    small = [h for _ in range(3000) for h in invented_households(1, DAY, population, rng)]

    alone = sum(household.kind == "child_alone" for household in small) / len(small)

    assert alone == pytest.approx(0.01, abs=0.006)


def test_sexes_and_ages_are_those_of_the_compositions(persons):
    women = sum(p.sex == "F" and not p.is_child for p in persons) / len(persons)
    children = sum(p.is_child for p in persons) / len(persons)

    assert 0.35 < women < 0.6
    assert 0.35 < children < 0.6
    assert all(p.age >= 60 for p in persons if p.sex == "M" and not p.is_child and
               p.nationality == "UKR")  # fmt: skip


def test_mothers_are_18_to_44_years_older_than_their_children(households):
    for household in households:
        if household.kind in ("mother_children", "three_generations"):
            mother = household.persons[0]
            for child in household.persons[1:]:
                if child.relationship in ("SON", "DAU"):
                    assert 18 <= mother.age - child.age <= 44


def test_birth_dates_agree_with_the_ages(persons):
    for person in persons:
        assert person.birth.age_on(DAY).contains(person.age)


def test_children_bear_the_family_name_and_their_fathers_patronymic(households):
    for household in households:
        children = [p for p in household.persons if p.relationship in ("SON", "DAU")]
        families = {child.name.family[0].removesuffix("ий").removesuffix("а") for child in children}
        assert len(families) <= 1
        for left in household.left_behind:
            given = left.name.split()[0]
            assert all(child.name.middle[0][:3] == given[:3] for child in children)


def test_documents_and_needs_are_met_at_their_rates(persons):
    adults = [p for p in persons if not p.is_child]
    older = [p for p in persons if p.age >= 60]
    passports = sum(any(d.kind == "passport" for d in p.documents) for p in adults) / len(adults)

    assert passports == pytest.approx(0.5, abs=0.03)
    assert sum("walking" in p.needs for p in older) / len(older) == pytest.approx(0.2, abs=0.04)
    assert not any("pregnant" in p.needs for p in persons if p.sex == "M" or p.is_child)


def test_document_numbers_are_of_a_series_nobody_issues(persons):
    assert all(d.number.startswith("ZZ") for p in persons for d in p.documents)


def test_third_country_students_have_names_of_their_own_pools(persons):
    scripts = {p.nationality: p.name.script for p in persons}

    assert scripts == {"UKR": "Cyrl", "NGA": "Latn", "IND": "Latn", "MAR": "Arab", "AFG": "Arab"}
