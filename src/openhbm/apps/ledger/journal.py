"""How anything is written: ``@action`` around the whole, ``entry`` around its rows.

    @action
    def open_lane(*, by: User, post: Post, code: str) -> Lane:
        with entry("lane_opened", by=by) as e:
            return e.create(Lane(post=post, code=code))

The rows and their journal entry are written in one transaction. Fields of sealed compartments go
to a journal entry of their own, under keys that the other entries' keys do not open.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from openhbm.apps.ledger import chain, person_keys, rows, versions
from openhbm.apps.ledger.checking import check_instant, check_record, check_value
from openhbm.apps.ledger.compartments import SEALED, Compartment, compartments_of_row, strictest
from openhbm.apps.ledger.inserting import insert
from openhbm.apps.ledger.merging import units_named, whole_units
from openhbm.apps.ledger.writer import WRITER

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)


class Actor(Protocol):
    """Whoever acts: a user of the system."""

    id: UUID
    username: str


def action(function: Callable[P, R]) -> Callable[P, R]:
    """One transaction around a function that changes something, in the node's one writer."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if WRITER.takes_over():
            result: R = WRITER.submit(functools.partial(function, *args, **kwargs))
            return result
        with transaction.atomic(), chain.turn():
            return function(*args, **kwargs)

    run.is_action = True  # type: ignore[attr-defined]
    return run


@contextmanager
def one_commit() -> Iterator[None]:
    """Several actions that are saved together, or not at all."""
    with transaction.atomic(), chain.turn():
        yield


class EntryDraft:
    """Collects the row changes of one happening, writing each row as it is given."""

    def __init__(self, head: chain.Head, subject: UUID | None) -> None:
        self._head = head
        self.subject = subject
        self._changes: dict[bool, list[rows.Change]] = {False: [], True: []}
        self._compartments: dict[bool, set[Compartment]] = {False: set(), True: set()}
        self.facts: dict[str, Any] = {}

    def next_number(self) -> str:
        """The next registration number of this node."""
        return self._head.next_number()

    def create(self, record: M) -> M:
        """Insert a row and journal its fields."""
        check_record(record, None)
        insert(record)
        self._add("create", record, rows.values_of(record))
        return record

    def create_many(self, records: Iterable[M]) -> list[M]:
        """Insert rows of one model in few statements and journal each."""
        made = list(records)
        for record in made:
            check_record(record, None)
        if made:
            type(made[0])._default_manager.bulk_create(made, batch_size=500)
        for record in made:
            self._add("create", record, rows.values_of(record))
        return made

    def change(self, record: M, **values: Any) -> M:
        """Update the named fields and journal those whose value is new.

        Fields that only make sense together are journalled together. The edit replaces those that
        stood here, and no other: one made elsewhere at the same time stays beside it.
        """
        before = {name: rows.plain_value(record, name) for name in values}
        for name, value in values.items():
            setattr(record, name, value)
        check_record(record, set(values))
        changed = {
            name: new for name in values if (new := rows.plain_value(record, name)) != before[name]
        }
        if changed:
            record.save(update_fields=list(changed))
            changed = whole_units(record, changed)
            self._add("change", record, changed, _bases(record, changed))
        return record

    def decide(self, record: M, values: dict[str, Any]) -> M:
        """Let these values stand, by attribute name, instead of all others there are."""
        for attribute, value in values.items():
            setattr(record, attribute, value)
        fields = set(_names_of(record, values))
        check_record(record, fields)
        record.save(update_fields=fields)
        changed = {name: rows.plain_value(record, name) for name in fields}
        self._add("change", record, changed, _bases(record, changed))
        return record

    def delete(self, record: Model) -> None:
        """Delete a row; the journal keeps that it was there."""
        key = record.pk
        record.delete()
        record.pk = key
        self._add("delete", record, {})

    def put(self, record: M) -> M:
        """Update a row and journal all its fields, readable without what came before."""
        check_record(record, None)
        record.save(force_update=True)
        values = rows.values_of(record)
        self._add("put", record, values, _bases(record, values))
        return record

    def note(self, what: str, ids: Iterable[UUID], compartment: Compartment) -> None:
        """Journal that rows were read, with no change to them."""
        noted = [rows.Change("read", what, str(id_), {}) for id_ in ids]
        sealed = compartment in SEALED
        self._changes[sealed].extend(noted)
        self._compartments[sealed].add(compartment)

    def _add(
        self,
        verb: rows.Verb,
        record: Model,
        values: dict[str, Any],
        bases: dict[str, list[str]] | None = None,
    ) -> None:
        declared = compartments_of_row(record)
        parts: dict[bool, dict[str, Any]] = {False: {}, True: {}}
        for name, value in values.items():
            compartment = declared[name]
            sealed = compartment in SEALED
            parts[sealed][name] = value
            self._compartments[sealed].add(compartment)
        if not parts[True] or parts[False] or verb == "delete":
            base = _base_of(record, parts[False], bases)
            self._changes[False].append(rows.change(verb, record, parts[False], base))
        if parts[True]:
            # The plain part inserts the row; the sealed part then fills in its fields.
            sealed_verb: rows.Verb = "change" if parts[False] else verb
            base = _base_of(record, parts[True], bases)
            self._changes[True].append(rows.change(sealed_verb, record, parts[True], base))

    def parts(self) -> Iterator[tuple[bool, Compartment, list[rows.Change]]]:
        """The journal entries to write: (is sealed, compartment, changes)."""
        for sealed, changes in self._changes.items():
            if changes or (self.facts and not sealed and not self._changes[True]):
                kinds = self._compartments[sealed] or {Compartment.OPERATIONAL}
                yield sealed, strictest(kinds), changes


Bases = dict[str, list[str]]


def _names_of(record: Model, attributes: Iterable[str]) -> list[str]:
    named = {getattr(f, "attname", f.name): f.name for f in record._meta.concrete_fields}
    return [named[attribute] for attribute in attributes]


def _bases(record: Model, names: Iterable[str]) -> Bases:
    label = record._meta.label_lower
    return versions.bases_of(label, f"{label}:{record.pk}", names)


def _base_of(record: Model, part: dict[str, Any], bases: Bases | None) -> Bases | None:
    """What one part of an edit replaces; None when it is no edit."""
    if bases is None:
        return None
    units = units_named(record._meta.label_lower, part)
    return {unit: base for unit, base in bases.items() if unit in units}


def hold_journal() -> None:
    """Take the chain's lock now and keep it until the transaction ends; only inside an action.

    Before reading what the action decides by, and before any lock on rows: two actions that take
    the chain's lock and a row's in different order would wait for each other.
    """
    with chain.open_head():
        pass


@contextmanager
def entry(
    type: str,
    *,
    by: Actor | None,
    at: datetime | None = None,
    subject: UUID | None = None,
    purpose: str = "",
) -> Iterator[EntryDraft]:
    """Journal what is written inside. ``subject`` is the person that the payload is about.

    Takes the chain's lock first and keeps it until the transaction ends, so that entries become
    visible in the order of their numbers: a reader asking for "after n" never misses one.
    """
    at = at or timezone.now()
    check_instant(at, "at")
    check_value(purpose, "reason")
    # No savepoint of its own: the action around it is what is undone as a whole.
    with transaction.atomic(savepoint=False), chain.open_head() as head:
        draft = EntryDraft(head, subject)
        destroyed = person_keys.destroyed_so_far()
        yield draft
        if gone := person_keys.destroyed_so_far()[len(destroyed) :]:
            # Every other node that hears of this entry destroys its copies of these keys.
            draft.facts["erased"] = [str(one) for one in gone]
        said = chain.Said(
            type=type,
            actor=by.id if by else None,
            at=at,
            purpose=purpose,
            subject=draft.subject,
            now_ms=time.time_ns() // 1_000_000,
        )
        for sealed, compartment, changes in draft.parts():
            facts = {} if sealed else draft.facts
            written = head.append(
                said, sealed=sealed, compartment=compartment, changes=changes, facts=facts
            )
            versions.note_edits(written, changes)
