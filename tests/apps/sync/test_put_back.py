"""A server that was left running while its database was put back notices, and stops."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from tests.nodes import Nodes

from openhbm.apps.ledger.errors import Recovering
from openhbm.apps.ledger.journal import entry, one_commit
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.ledger.recovering import is_recovering, look_again
from openhbm.apps.sync.actions import begin_recovery
from openhbm.apps.sync.queries import standing_of_nodes


@pytest.fixture
def centre(databases_of_nodes, transactional_db, tmp_path):
    found = Nodes(tmp_path)
    try:
        found.add("CEN")
        yield found
    finally:
        found.drop()


def note_something() -> None:
    with one_commit(), entry("thing_noted", by=None) as e:
        e.facts["thing"] = "a chair"


def check_it_stopped(entries: int) -> None:
    with pytest.raises(Recovering, match="put back to an older state"):
        note_something()
    assert is_recovering()
    assert "hbm sync recover" in standing_of_nodes(None).problems[0]
    assert Entry.objects.count() == entries


def test_database_put_back_under_a_server_is_neither_written_nor_sent(centre):
    with centre.at("CEN"):
        note_something()
    copy = centre.copy_database("CEN")
    with centre.at("CEN"):
        note_something()
        assert not is_recovering()
    centre.put_back("CEN", copy, is_started_anew=False)
    with centre.at("CEN"):
        check_it_stopped(entries=1)
        # Started anew after the operator said so: it meets nobody, so that nobody is waited for.
        look_again()
        assert begin_recovery(by=None) == []
        note_something()
        assert not is_recovering()
        assert Entry.objects.count() == 2


def test_other_file_in_the_place_of_the_open_one_is_noticed(centre):
    if connection.vendor != "sqlite":
        pytest.skip("a server's database is no file of the node")
    copy = centre.copy_database("CEN")
    with centre.at("CEN") as node:
        note_something()
        Path(node.database).rename(node.database + ".aside")
        with pytest.raises(Recovering, match="put back"):
            note_something()
        shutil.copy(copy, node.database)
        check_it_stopped(entries=1)


def test_restore_into_the_database_of_a_running_server_is_seen_at_once(db):
    note_something()
    assert not is_recovering()
    Node.objects.filter(is_self=True).update(restored_at=timezone.now())
    assert is_recovering()
    with pytest.raises(Recovering, match="restored from a backup"):
        note_something()
