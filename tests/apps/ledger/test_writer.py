"""Many threads, one writer: each gets its own answer, errors stay apart, the chain holds."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.writer import WRITER, refresh_statistics
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_post() -> tuple[User, Post]:
    user = add_user(by=None, username="clerk", password="x")
    for role in ("registration_clerk", "administrator"):
        give_role(by=None, user=user, role=role)
    post = open_post(by=user, code="P", name="P", country="POL", post_type="OFFICIAL_LAND")
    return user, post


@pytest.fixture
def writer() -> object:
    WRITER.start()
    yield WRITER
    WRITER.stop()


def register_in_threads(user: User, post: Post, names: list[str]) -> list[object]:
    def register(name: str) -> object:
        try:
            return register_person(by=user, details=PersonDetails(name=name), post=post).id
        except ActionError as error:
            return error.field
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(register, names))


def test_writer_many_threads_all_are_stored_once(
    at_post: tuple[User, Post], writer: object
) -> None:
    user, post = at_post
    ids = register_in_threads(user, post, [f"Person {n}" for n in range(60)])
    assert set(Person.objects.values_list("id", flat=True)) == set(ids)
    assert verdict(user).verified


def test_writer_bad_input_fails_alone(at_post: tuple[User, Post], writer: object) -> None:
    user, post = at_post
    answers = register_in_threads(user, post, ["Good", "", "Also good", "x" * 300] * 5)
    assert answers.count("name") == 10
    assert Person.objects.count() == 10
    assert verdict(user).verified


def test_without_writer_many_threads_all_are_stored_once(at_post: tuple[User, Post]) -> None:
    user, post = at_post
    ids = register_in_threads(user, post, [f"Person {n}" for n in range(40)])
    assert Person.objects.count() == len(set(ids)) == 40
    assert verdict(user).verified


def test_reader_asking_for_what_follows_never_misses_an_entry(at_post: tuple[User, Post]) -> None:
    user, post = at_post
    seen, done = [], threading.Event()

    def follow() -> None:
        last = 0
        while True:
            finished = done.is_set()
            new = list(
                Entry.objects.filter(sequence__gt=last)
                .order_by("sequence")
                .values_list("sequence", flat=True)
            )
            seen.extend(new)
            last = new[-1] if new else last
            if finished and not new:
                break
            time.sleep(0.002)  # else the writers hardly come to write
        connection.close()

    reader = threading.Thread(target=follow)
    reader.start()
    register_in_threads(user, post, [f"Person {n}" for n in range(40)])
    done.set()
    reader.join(timeout=60)
    assert seen == list(range(1, Entry.objects.count() + 1))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does it by itself")
def test_refreshing_statistics_counts_what_indexes_hold_but_not_of_few_rows(
    at_post: tuple[User, Post],
) -> None:
    refresh_statistics(few_rows=1)
    counted = _indexes_counted("ledger_entry")
    refresh_statistics()

    assert counted > 0
    assert _indexes_counted("ledger_entry") == 0


def _indexes_counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = %s", [table])
        return int(cursor.fetchone()[0])
