"""Fixtures whose rows are written once for all tests in a row that begin with them.

    @kept
    def post(administrator): ...

reads like a fixture and is one. What it writes stays for the next test if that test asks for the
same; every test works in a savepoint of its own, on copies of the values, so that nothing of one
test is seen by another. A test sees the rows of what it asks for and of nothing else.

What is built is a line of (builder, value, savepoint), each on the rows of those before it. The
next test keeps the longest beginning of the line that is its own; the rest is undone. A test that
commits, or that asks for a database of its own, begins with nothing built, and its fixtures are
run as pytest runs them.
"""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

Builder = Callable[..., Any]
_builders: dict[Builder, Builder] = {}
"""Wrapped fixture → what builds its value."""
COMMITS = {"transactional_db", "live_server", "databases_of_nodes"}
GIVES_NOTHING = {"db", "_django_db_helper", "django_db_setup"}


@dataclass(frozen=True)
class Plan:
    """What builds a value, and what builds those it is given, by the name it has for them."""

    builder: Builder
    given: tuple[tuple[str, Plan | None], ...] = ()

    @property
    def place(self) -> tuple[str, int]:
        """Where it is written: shared fixtures are built before those of one file."""
        code = self.builder.__code__
        folder, _mark, name = code.co_filename.rpartition("/")
        return f"{folder}/" if name == "conftest.py" else code.co_filename, code.co_firstlineno


@dataclass(frozen=True)
class Built:
    """What is there after one more builder; those before it may have changed in its hands."""

    plan: Plan
    values: Mapping[Plan, Any]
    undone_with: transaction.Atomic


@dataclass
class Line:
    """What is built now, and the copies that the test of now is given."""

    built: list[Built] = field(default_factory=list)
    copies: Mapping[Builder, Any] = field(default_factory=dict)

    def lead_to(self, plans: Sequence[Plan]) -> None:
        """Undo what is not wanted, build what is missing, and copy all for a test."""
        same = 0
        while same < min(len(plans), len(self.built)) and self.built[same].plan == plans[same]:
            same += 1
        self.undo(down_to=same)
        for plan in plans[same:]:
            self._build(plan)
        self.copies = {plan.builder: value for plan, value in self._copied_values().items()}

    def undo(self, down_to: int = 0) -> None:
        while len(self.built) > down_to:
            _leave(self.built.pop().undone_with)
        self.copies = {}

    def _copied_values(self) -> dict[Plan, Any]:
        """In one go, so that two values that share a record share its copy."""
        now = self.built[-1].values if self.built else {}
        copies = copy.deepcopy([*now.values()])
        return dict(zip(now, copies, strict=True))

    def _build(self, plan: Plan) -> None:
        known = self._copied_values()
        atomic = transaction.atomic()
        # As Django marks its own: an action that wants to be outermost takes it for nothing.
        atomic._from_testcase = True  # type: ignore[attr-defined]
        atomic.__enter__()
        try:
            known[plan] = plan.builder(**{name: known.get(giver) for name, giver in plan.given})
        except BaseException:
            _leave(atomic)
            raise
        self.built.append(Built(plan, known, atomic))


_line = Line()


def kept(builder: Builder) -> Any:
    """A fixture of one value, without parameters, that does nothing but write rows."""

    @functools.wraps(builder)
    def fixture(**given: Any) -> Any:
        return _line.copies[builder] if builder in _line.copies else builder(**given)

    _builders[fixture] = builder
    return pytest.fixture(fixture)


def lead_to_world_of(item: pytest.Item) -> None:
    """Have built what a test asks for and nothing else; called before its own savepoint."""
    _line.lead_to(plans_of(item))


def undo_all() -> None:
    _line.undo()


def plans_of(item: pytest.Item) -> list[Plan]:
    """What to build for a test, in an order that is the same for all tests."""
    names: Sequence[str] = getattr(item, "fixturenames", ())
    if commits(item):
        return []
    known: dict[str, Plan | None] = {}
    for name in names:
        _plan(item, name, known)
    wanted = sorted({plan for plan in known.values() if plan}, key=lambda plan: plan.place)
    ordered: list[Plan] = []
    for plan in wanted:
        _add_with_givers(plan, ordered)
    return ordered


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests of one file that begin with the same rows, one after the other."""
    ordered: list[pytest.Item] = []
    for _file, of_file in itertools.groupby(items, key=lambda item: (item.path, commits(item))):
        ordered += sorted(of_file, key=lambda item: [plan.place for plan in plans_of(item)])
    return ordered


def commits(item: pytest.Item) -> bool:
    """Does a test write for others to see?"""
    marker = item.get_closest_marker("django_db")
    return bool(
        COMMITS & set(getattr(item, "fixturenames", ()))
        or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))
    )


def _plan(item: Any, name: str, known: dict[str, Plan | None]) -> Plan | None:
    """The plan of a fixture; none if it, or anything that it is given, is not kept."""
    if name not in known:
        known[name] = None
        found = item._fixtureinfo.name2fixturedefs.get(name)
        builder = _builders.get(found[-1].func) if found else None
        if found and builder:
            names = [n for n in found[-1].argnames if n not in GIVES_NOTHING]
            givers = [(n, _plan(item, n, known)) for n in names]
            nothing = [(n, None) for n in GIVES_NOTHING & {*found[-1].argnames}]
            if all(giver for _name, giver in givers):
                known[name] = Plan(builder, (*givers, *nothing))
    return known[name]


def _add_with_givers(plan: Plan, ordered: list[Plan]) -> None:
    for _name, giver in plan.given:
        if giver:
            _add_with_givers(giver, ordered)
    if plan not in ordered:
        ordered.append(plan)


def _leave(atomic: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)
