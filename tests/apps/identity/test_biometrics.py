"""An engine on loopback that answers as the interfaces say; no service depends on it."""

from __future__ import annotations

import pytest
from tests.apps.identity.loopback_engine import Engine

from openhbm.apps.identity.biometrics.asking import ask_engine, forget_in_engine
from openhbm.apps.identity.biometrics.engines import MosipEngine, OsiaEngine
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import give_consent, register_person
from openhbm.apps.people.details import ConsentDetails, PersonDetails
from openhbm.core.identity.biometrics.values import Template

FACE = [Template("FACE", b"captured")]


@pytest.fixture
def server():
    made = Engine()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(params=["osia", "mosip"])
def engine(request, server):
    made = (
        OsiaEngine(server.url)
        if request.param == "osia"
        else MosipEngine(
            server.url, address_of=lambda reference: f"https://node.example/{reference}"
        )
    )
    yield made
    made.close()


@pytest.fixture
def people(clerk, post):
    made = [
        register_person(by=clerk, post=post, details=PersonDetails(name=name, birth="1990"))
        for name in ("Layla Alkhayali", "Leila Al-Khayaly")
    ]
    agreed = ConsentDetails("biometrics", True, language="en", method="spoken")
    for person in made:
        give_consent(by=clerk, person=person, details=agreed)
    return made


def test_engine_that_names_somebody_leads_to_a_pair_to_judge(engine, people, reviewer):
    first = ask_engine(by=reviewer, engine=engine, person_id=people[0].id, templates=FACE)
    second = ask_engine(by=reviewer, engine=engine, person_id=people[1].id, templates=FACE)

    assert (first.proposed, second.proposed) == (0, 1)
    pair = pairs_visible_to(reviewer).get()
    assert {pair.left_id, pair.right_id} == {person.id for person in people}
    assert (pair.found_by, pair.state) == ("biometrics", "not_judged")


def test_engine_that_is_away_is_told_and_changes_nothing(people, reviewer):
    away = OsiaEngine("http://127.0.0.1:9")

    asked = ask_engine(by=reviewer, engine=away, person_id=people[0].id, templates=FACE)

    assert asked.proposed == 0
    assert "gave no answer" in asked.unavailable
    assert not pairs_visible_to(reviewer).exists()
    away.close()


@pytest.mark.parametrize("answer", [b"<html>", {"surprise": 1}, [{"rank": 1}]])
def test_engine_that_answers_nonsense_is_told(engine, server, people, reviewer, answer):
    server.answers = answer

    asked = ask_engine(by=reviewer, engine=engine, person_id=people[0].id, templates=FACE)

    assert asked.unavailable


def test_nobody_is_asked_about_without_consent(engine, server, clerk, reviewer, post):
    person = register_person(by=clerk, post=post, details=PersonDetails(name="Nour Almawhum"))

    with pytest.raises(ActionError, match="no consent"):
        ask_engine(by=reviewer, engine=engine, person_id=person.id, templates=FACE)

    assert server.held == []


def test_person_is_taken_out_of_the_engine(server, people, reviewer, dpo):
    engine = OsiaEngine(server.url)
    ask_engine(by=reviewer, engine=engine, person_id=people[0].id, templates=FACE)

    done = forget_in_engine(by=dpo, engine=engine, person_id=people[0].id)

    assert done.unavailable == ""
    assert server.held == []
    engine.close()
