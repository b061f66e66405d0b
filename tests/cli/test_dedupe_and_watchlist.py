"""``hbm dedupe`` and ``hbm watchlist``, in this process."""

from __future__ import annotations

import json

import pytest

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.places.actions import open_post
from openhbm.cli.main import main

pytestmark = pytest.mark.django_db

LISTED = {
    "id": "NK-1",
    "schema": "Person",
    "properties": {"name": ["Borys Vyhadko"], "birthDate": ["1971-02-03"]},
}
WAYS = ("Layla Hassan Almutakhayyal", "ليلى حسن المتخيل", "Leila Hasan Al-Mutakhayal")


@pytest.fixture
def people():
    """A reviewer, a commander, an administrator and a clerk."""
    users = {}
    for role in ("administrator", "registration_clerk", "identity_reviewer", "post_commander"):
        users[role] = add_user(by=None, username=role, password=None)
        give_role(by=None, user=users[role], role=role)
    return users


@pytest.fixture
def register(people):
    post = open_post(
        by=people["administrator"], code="P", name="P", country="POL", post_type="OFFICIAL_LAND"
    )
    rows = [(name, "1988-03-07", "Qariyat al-Wahm") for name in WAYS]
    rows += [("Boris Vigadko", "1971-02-03", "")]
    for name, birth, origin in rows:
        details = PersonDetails(name=name, birth=birth, origin=origin)
        register_person(by=people["registration_clerk"], details=details, post=post)


def told(capsys, *words):
    """The JSON that a command prints."""
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_run_proposes_pairs_and_review_judges_one(register, capsys):
    as_reviewer = ("--as", "identity_reviewer")

    run = told(capsys, "dedupe", "run", *as_reviewer)
    queue = told(capsys, "dedupe", "review", *as_reviewer)
    pair = queue["pairs"][0]
    judged = told(
        capsys, "dedupe", "review", pair["id"], "--judge", "match", "--note", "same", *as_reviewer
    )

    assert run["records"] == 4
    assert run["proposed"] == len(queue["pairs"]) >= 2
    assert all(evidence["reason"] for evidence in pair["evidence"])
    assert judged["state"] == "match"
    after = told(capsys, "dedupe", "review", *as_reviewer)
    assert after["counts"]["match"] == 1


def test_run_from_disk_proposes_the_same(register, capsys):
    in_memory = told(capsys, "dedupe", "run", "--as", "identity_reviewer")
    from_disk = told(capsys, "dedupe", "run", "--engine", "disk", "--as", "identity_reviewer")

    assert from_disk == in_memory | {"proposed": 0}


def test_unknown_scorer_names_what_there_is(register, capsys):
    code = main(["dedupe", "run", "--scorer", "synthetic", "--as", "identity_reviewer"])

    assert code == 1
    assert "synthetic-register" in capsys.readouterr().err


def test_commander_may_not_judge(register, capsys):
    assert main(["dedupe", "run", "--as", "post_commander"]) == 1
    assert "judge_pairs" in capsys.readouterr().err


def test_list_is_imported_changed_and_screened(register, tmp_path, capsys):
    file = tmp_path / "list.json"
    file.write_text(json.dumps(LISTED), encoding="utf-8")
    delta = tmp_path / "delta.json"
    delta.write_text(json.dumps({"op": "DEL", "entity": LISTED}), encoding="utf-8")
    take = ("watchlist", "import", "ftm", "--code", "test", "--as", "administrator")

    first = told(capsys, *take, str(file))
    screened = told(capsys, "watchlist", "screen", "--as", "post_commander")
    gone = told(capsys, *take, "--delta", str(delta))
    shown = told(capsys, "watchlist", "show", "--as", "post_commander")

    assert (first["added"], first["version"]) == (1, 1)
    assert screened == {"persons": 4, "hits": 1}
    assert (gone["gone"], gone["version"]) == (1, 2)
    assert shown["lists"][0]["standing"] == 0
    assert shown["hits"]["open"] == 1
    assert {share["code"]: share["hits"] for share in shown["by_script"]} == {"Latn": 1, "Arab": 0}


def test_file_of_another_format_is_told(register, tmp_path, capsys):
    file = tmp_path / "list.xml"
    file.write_text("<nothing", encoding="utf-8")

    code = main(["watchlist", "import", "un", "--code", "x", "--as", "administrator", str(file)])

    assert code == 1
    assert "no list of the United Nations" in capsys.readouterr().err
