from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from openhbm.cli.demo.decisions import chosen_code, entry_facts
from openhbm.cli.demo.population import InventedDocument, invented_households
from openhbm.core.law import MeasureTerms, entry_options

DAY = date(2022, 3, 10)
MEASURE = MeasureTerms("m", "Temporary protection", "TP", 365, date(2022, 3, 4), None)
PASSPORT = InventedDocument("passport", "ZZ000001", "UKR", date(2030, 1, 1))


@pytest.fixture
def person(population):
    households = invented_households(60, DAY, population, np.random.default_rng(1))
    adult = next(p for h in households for p in h.persons if not p.is_child)
    return replace(adult, documents=(), needs=frozenset(), nationality="UKR")


def decided(person, measure):
    facts = entry_facts(person, DAY, "UKR")
    return chosen_code(entry_options(facts, measure), facts)


def test_citizen_without_a_passport_is_admitted_under_the_measure(person):
    assert decided(person, MEASURE) == "ADMIT_EXC"


def test_citizen_without_a_passport_before_the_measure_is_a_humanitarian_exception(person):
    assert decided(person, None) == "ADMIT_EXC"


def test_citizen_with_a_passport_meets_the_ordinary_rules(person):
    assert decided(replace(person, documents=(PASSPORT,)), MEASURE) == "ADMIT_ORD"


def test_student_with_a_passport_travels_on(person):
    student = replace(person, nationality="NGA", documents=(PASSPORT,))

    assert decided(student, MEASURE) == "TRANSIT_TCN"


def test_student_afraid_to_return_is_admitted_to_seek_asylum(person):
    student = replace(person, nationality="AFG", needs=frozenset({"fears_return"}))

    assert decided(student, None) == "ADMIT_ASY"


def test_nobody_is_refused_or_sent_back(population):
    rng = np.random.default_rng(9)
    for household in invented_households(500, DAY, population, rng):
        for each in household.persons:
            for measure in (MEASURE, None):
                assert decided(each, measure).startswith(("ADMIT", "TRANSIT"))
