from collections import Counter
from datetime import date

import numpy as np
import pytest

from openhbm.cli.demo.answers import answers_of, is_separated_child, observations_of
from openhbm.cli.demo.population import invented_households
from openhbm.content.loader import SHIPPED, load_pack
from openhbm.content.schemas.demo import Population
from openhbm.content.schemas.forms import Form
from openhbm.core.screening import check_answers

DAY = date(2022, 3, 10)


@pytest.fixture(scope="module")
def pack():
    return load_pack(SHIPPED)


@pytest.fixture(scope="module")
def households(pack):
    population = pack.get(Population, "ukraine-2022-population")
    return invented_households(8000, DAY, population, np.random.default_rng(4))


def test_answers_fit_the_questions_of_the_form(pack, households):
    form = pack.get(Form, "border_screening")
    questions = [question.as_question() for question in form.questions]

    for household in households[:800]:
        for person in household.persons:
            assert check_answers(questions, answers_of(person, household)) == ()


def test_young_children_are_not_asked_in_their_own_words(households):
    for household in households[:500]:
        for person in household.persons:
            said = "afraid_to_return" in answers_of(person, household)
            assert said == (person.age >= 12 and "unable_to_screen" not in person.needs)


def test_child_with_aunt_is_separated_and_child_with_its_mother_is_not(households):
    apart = Counter()
    for household in households:
        for person in household.persons:
            apart[household.kind, is_separated_child(person, household)] += 1

    assert apart["separated_child_with_aunt", True] > 0
    assert apart["grandmother_grandchildren", True] > 0
    assert apart["sisters_children", True] == 0
    assert apart["mother_children", True] == 0


def test_child_alone_is_seen_as_one(households):
    alone = [h for h in households if h.kind == "unaccompanied_child"]

    assert alone
    assert all(observations_of(h.persons[0], h)["alone_child"] == "yes" for h in alone)


def test_mother_alone_with_children_is_the_only_carer(households):
    for household in households[:500]:
        carers = [p for p in household.persons if
                  answers_of(p, household).get("only_carer") == "yes"]  # fmt: skip
        if carers:
            assert len(carers) == 1
            assert sum(not p.is_child for p in household.persons) == 1


def test_shipped_population_is_nine_in_ten_women_and_children(households):
    persons = [p for h in households for p in h.persons]

    share = sum(p.is_child or p.sex == "F" for p in persons) / len(persons)

    assert 0.85 < share < 0.95
