"""`hbm tablet`: what tablets have not sent, and what one brings in a file."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.devices.actions import revoke_device
from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.intake.tablets.actions import note_contact
from openhbm.apps.places.actions import open_post
from openhbm.cli.checks import tablets
from openhbm.cli.commands.tablet import Command
from tests.tablets import PlayedTablet, device_let_in


@pytest.fixture
def people(db):
    def user(name, *roles):
        made = add_user(by=None, username=name, password="correct horse")
        for role in roles:
            give_role(by=None, user=made, role=role)
        return made

    admin = user("admin", "administrator", "post_commander")
    open_post(by=admin, code="PL-TEST", name="Testowa", country="POL", post_type="OFFICIAL_LAND")
    return Namespace(lead=user("lead", "shift_lead"), officer=user("officer", "border_officer"))


@pytest.fixture
def tablet(people):
    return PlayedTablet(people.officer, device_let_in(people.lead))


def run(capsys, *words):
    call_command(Command(), *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_backup_file_is_taken_in_once_and_problems_are_told(tablet, people, tmp_path, capsys):
    good = tablet.item("tally", {"post": "PL-TEST", "persons": 2})
    bad = tablet.item("tally", {"post": "PL-TEST", "persons": 0})
    path = tmp_path / "tablet.hbmtablet"
    path.write_bytes(tablet.backup(good, bad))

    first, again = run(capsys, "import", str(path)), run(capsys, "import", str(path))

    assert (first["taken"], first["refused"]) == (again["taken"], again["refused"]) == (1, 1)
    assert "persons" in first["problems"][0]["message"]
    assert tallies_visible_to(people.officer).count() == 1
    assert tablet.bring(good)[0]["state"] == "taken"


def test_file_of_a_revoked_tablet_is_taken_in_only_when_said_so(tablet, people, tmp_path, capsys):
    path = tmp_path / "tablet.hbmtablet"
    path.write_bytes(tablet.backup(tablet.item("tally", {"post": "PL-TEST", "persons": 2})))
    revoke_device(by=people.lead, device=tablet.tablet.device)

    with pytest.raises(CommandError, match="was revoked"):
        call_command(Command(), "import", str(path))
    told = run(capsys, "import", str(path), "--though-revoked")

    assert told["taken"] == 1


def test_file_that_is_none_or_of_another_node_is_refused_in_words(db, tmp_path):
    path = tmp_path / "tablet.hbmtablet"
    other = {"kind": "openhbm tablet backup", "tablet": "0" * 32, "items": []}
    for content, words in ((b"\xff{", "no backup file"), (json.dumps(other).encode(), "this node")):
        path.write_bytes(content)
        with pytest.raises(CommandError, match=words):
            call_command(Command(), "import", str(path))
    with pytest.raises(CommandError, match="no file"):
        call_command(Command(), "import", str(tmp_path / "absent"))


def test_silent_tablet_with_unsent_items_is_listed_and_warned_of(tablet, capsys):
    now = timezone.now()
    assert run(capsys, "list")["tablets"][0]["unsent"] == 0
    note_contact(by=None, tablet=tablet.tablet, unsent=5, refused=1, at=now - timedelta(hours=30))

    (told,) = run(capsys, "list")["tablets"]

    assert (told["label"], told["unsent"], told["refused"]) == ("Tablet 3", 5, 1)
    assert told["is_silent"]
    assert tablets(now).state == "warn"
    assert "Tablet 3 (5 unsent)" in tablets(now).found
