"""Letters in a file, carried by hand: sealed and signed one by one, as over a wire."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor
from openhbm.apps.sync.actions import carry_letter, compose_letter, follow_up, take_letter
from openhbm.apps.sync.relay import Torn, framed, handed_over, is_for_another, letters_in

MAGIC = b"openhbm bundle 1\n"
ENTRIES_AT_ONCE = 1000
LETTER_BYTES = 1_600_000
"""More than goes over a line at once: nothing cuts a stick off in the midst of a letter, and who
takes one in waits for the database and the disk at the end of each."""


@dataclass(frozen=True)
class Carried:
    """What a bundle held, or what came of one."""

    letters: int
    entries: int
    known: int = 0
    held: int = 0
    conflicts: int = 0
    carried: int = 0


def write_bundle(
    *, by: Actor | None, to: str, path: Path, tell: Callable[[int], object] = lambda entries: None
) -> Carried:
    """Write everything that a node has not said to have, and what this one carries for it.

    The file is there whole or not at all, and what is carried is kept here until it is.
    """
    part = path.with_name(path.name + ".part")
    try:
        with handed_over([to]) as carried:
            with part.open("wb") as file:
                file.write(MAGIC)
                letters = entries = 0
                for letter, new in _letters_to(by, to):
                    file.write(framed([letter]))
                    letters, entries = letters + 1, entries + new
                    tell(new)
                file.write(framed(carried))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Carried(letters + len(carried), entries)


def _letters_to(by: Actor | None, to: str) -> Iterator[tuple[bytes, int]]:
    """Letters of all that a node lacks, each with the number of its entries."""
    after: dict[str, int] = {}
    has_more = True
    while has_more:
        letter, batch = compose_letter(
            by=by, to=to, most_bytes=LETTER_BYTES, is_live=False, after=after
        )
        yield letter, batch.entries
        after |= batch.ends
        has_more = batch.has_more and bool(batch.ends)


def take_bundle(
    *, by: Actor | None, path: Path, tell: Callable[[int], object] = lambda entries: None
) -> Carried:
    """Take in what a bundle holds and put it into the tables: stopped half-way, do it again.

    ActionError at the first letter that is damaged, forged or for somebody else; those before it
    are taken in.
    """
    carried = take_letters(by=by, path=path, tell=tell)
    while follow_up(by=by, entries=ENTRIES_AT_ONCE):
        pass
    return carried


def take_letters(
    *, by: Actor | None, path: Path, tell: Callable[[int], object] = lambda entries: None
) -> Carried:
    """Check and store what a bundle holds, letter by letter; the tables may follow later."""
    letters = entries = known = held = conflicts = carried = 0
    for letter in _letters(path):
        if is_for_another(letter):
            carried += carry_letter(by=by, letter=letter)
            continue
        taken = take_letter(by=by, letter=letter, by_hand=True)
        if taken.outcome == "quarantined":
            raise ActionError(taken.reason, field="file")
        letters += 1
        entries += taken.entries
        conflicts += taken.conflicts
        known += taken.outcome == "taken" and bool(taken.reason)
        held += taken.outcome == "held"
        tell(taken.entries)
    return Carried(letters, entries, known, held, conflicts, carried)


def _letters(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise _damaged(path, 1)
        try:
            yield from letters_in(file)
        except Torn as torn:
            raise _damaged(path, int(torn.args[0])) from None


def _damaged(path: Path, number: int) -> ActionError:
    return ActionError(
        _("%(file)s is damaged or no bundle, at letter %(number)d.")
        % {"file": path.name, "number": number},
        field="file",
        remedy=_("What came before it is taken in. Write the bundle anew and take that in."),
    )
