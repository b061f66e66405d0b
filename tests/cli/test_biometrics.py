"""``hbm biometrics``, in this process, with an engine on loopback."""

from __future__ import annotations

import json

import pytest

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.people.actions import give_consent, register_person
from openhbm.apps.people.details import ConsentDetails, PersonDetails
from openhbm.apps.places.actions import open_post
from openhbm.cli.main import main
from tests.apps.identity.loopback_engine import Engine

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    made = Engine()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def users():
    roles = (
        "administrator", "registration_clerk", "identity_reviewer", "data_protection_officer",
    )  # fmt: skip
    made = {role: add_user(by=None, username=role, password=None) for role in roles}
    for role, user in made.items():
        give_role(by=None, user=user, role=role)
    return made


@pytest.fixture
def people(users):
    clerk = users["registration_clerk"]
    post = open_post(
        by=users["administrator"], code="P", name="P", country="POL", post_type="OFFICIAL_LAND"
    )
    made = [
        register_person(by=clerk, post=post, details=PersonDetails(name=name))
        for name in ("Layla Alkhayali", "Leila Al-Khayaly")
    ]
    agreed = ConsentDetails("biometrics", True, language="en", method="spoken")
    for person in made:
        give_consent(by=clerk, person=person, details=agreed)
    return made


@pytest.fixture
def face(tmp_path):
    file = tmp_path / "face.bin"
    file.write_bytes(b"captured")
    return f"FACE:{file}"


def asked(person, face, url, *more):
    words = ("biometrics", "ask", person.number, "--capture", face, "--engine", url)
    return main([*words, "--as", "identity_reviewer", "--json", *more])


@pytest.mark.parametrize(
    "more", [(), ("--protocol", "mosip", "--captures-at", "https://node.example/{reference}")]
)
def test_engine_that_names_somebody_leads_to_a_pair_to_judge(people, face, server, capsys, more):
    told = []
    for person in people:
        assert asked(person, face, server.url, *more) == 0
        told.append(json.loads(capsys.readouterr().out))

    assert told == [{"proposed": 0}, {"proposed": 1}]


def test_engine_that_is_away_is_told_and_nothing_else_happens(people, face, capsys):
    assert asked(people[0], face, "http://127.0.0.1:9") == 1

    assert "Nothing else is affected" in capsys.readouterr().err


def test_person_is_forgotten_by_the_engine(people, face, server):
    asked(people[0], face, server.url)
    words = ("biometrics", "forget", str(people[0].id), "--engine", server.url)

    code = main([*words, "--as", "data_protection_officer"])

    assert (code, server.held) == (0, [])


@pytest.mark.parametrize(
    ("capture", "more", "said"),
    [
        ("VOICE:x", (), "is no capture"),
        ("FACE:/nowhere", (), "cannot be read"),
        (None, ("--protocol", "mosip"), "--captures-at"),
    ],
)
def test_wrong_words_are_told_with_what_to_write(people, face, capsys, capture, more, said):
    code = asked(people[0], capture or face, "http://127.0.0.1:9", *more)

    assert code != 0
    assert said in capsys.readouterr().err
