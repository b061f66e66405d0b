"""What holds for every test: no other machine is reached, and a run can be repeated."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

from openhbm.apps.ledger import put_back
from tests import kept
from tests.flushing import empty_filled_tables_only
from tests.nodes import drop_spare_databases

os.environ.pop("HBM_CONTENT", None)

# `thorough` is for looking for new counter-examples by hand: HYPOTHESIS_PROFILE=thorough.
settings.register_profile(
    "suite",
    derandomize=True,
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

empty_filled_tables_only()
# Collected tests and loaded modules stay to the end: looking through them again and again for
# garbage takes a fifth of the time of a run.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[i for i in items if not _asks_database(i)])
        items[:] = [item for item in items if _asks_database(item)]
    items[:] = kept.in_order(items)


def _asks_database(item: pytest.Item) -> bool:
    """Whether a test can differ on another database; commands of their own may ask any."""
    asks = item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())
    return bool(asks or kept.commits(item) or {"cli", "faults"} & {*item.path.parts})


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.enable()
    # Compiled libraries complain of what is left when the process ends.
    atexit.register(gc.unfreeze)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Nothing in the suite may reach another machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def ready_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DjangoDbBlocker]:
    """The database of all tests; what is kept in it for the next is undone after the last."""
    yield django_db_blocker
    with django_db_blocker.unblock():
        kept.undo_all()


@pytest.fixture
def kept_rows(request: pytest.FixtureRequest, ready_database: DjangoDbBlocker) -> None:
    with ready_database.unblock():
        kept.lead_to_world_of(request.node)


@pytest.fixture
def _django_db_helper(kept_rows: None, _django_db_helper: None) -> None:
    """Every test that reaches the database begins after what is kept for it."""


@pytest.fixture(scope="session")
def databases_of_nodes(django_db_setup: None) -> Iterator[None]:
    """The databases of `tests.nodes` go from test to test, and are dropped after the last."""
    yield
    drop_spare_databases()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Sign-ins of one test are not counted against the next, nor is it taken for a restored one."""
    cache.clear()
    put_back.forget()
