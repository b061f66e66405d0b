"""What ``hbm doctor`` looks at: each check tells what it found and what to do about it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from openhbm.apps.accounts.administering.node_checks import (
    Check,
    State,
    clock,
    content,
    database_answers,
    disk,
    durability,
    keys,
    keys_fit,
    node,
    pages,
)
from openhbm.apps.accounts.queries import first_administrator
from openhbm.apps.intake.tablets.queries import all_standings
from openhbm.apps.people.seals.checks import card_checks
from openhbm.cli.migrations import pending_migrations


def all_checks() -> Iterator[Check]:
    """Every check, one after the other; the database's own only when it answers."""
    yield from keys()
    yield disk()
    reached = database_answers()
    yield reached
    if reached.state is State.OK:
        yield durability()
        tables = migrations()
        yield tables
        if tables.state is State.OK:
            yield keys_fit()
            yield clock(timezone.now())
            yield node()
            yield administrator()
            yield tablets(timezone.now())
            yield from card_checks(timezone.now())
    yield content()
    yield pages()
    yield pdf()


def migrations() -> Check:
    """Whether the tables are those of this release."""
    if pending := pending_migrations():
        found = f"{len(pending)} not applied, first {pending[0]}"
        return Check("migrations", State.FAIL, found, "Run: hbm init")
    return Check("migrations", State.OK, "all applied")


def administrator() -> Check:
    """Whether somebody can run this node."""
    found = first_administrator(None)
    if found is None:
        return Check("administrator", State.FAIL, "nobody", "Run: hbm init")
    return Check("administrator", State.OK, found.username)


def tablets(at: datetime) -> Check:
    """Whether a tablet holds what nobody else has, and has not been heard of for a day."""
    found = all_standings(None)
    silent = [one for one in found if one.is_silent(at)]
    if silent:
        told = ", ".join(f"{one.label} ({one.unsent} unsent)" for one in silent)
        return Check("tablets", State.WARN, told, "Look for them, and bring them to the node.")
    unsent = sum(one.unsent for one in found)
    return Check("tablets", State.OK, f"{len(found)} prepared, {unsent} items unsent")


def pdf() -> Check:
    """Whether PDF reports work: the typesetter loads system libraries when it is imported."""
    try:
        importlib.import_module("weasyprint")
    except OSError as error:
        remedy = "Install Debian's libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
        return Check("pdf", State.WARN, str(error).split("\n")[0], remedy)
    return Check("pdf", State.OK, "the typesetter loads")
