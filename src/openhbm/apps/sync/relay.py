"""Letters by way of another node that has a line when this one has none: over HTTP or on a stick.

Who carries them sees who wrote to whom and how much, and nothing else: they are sealed to the
recipient. Each is taken in once, however often and by whomever it is brought.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.sync.actions import (
    carry_letter,
    compose_letter,
    drop_carried,
    follow_up,
    note_handed_on,
    take_letter,
)
from openhbm.apps.sync.cards import upstream
from openhbm.apps.sync.carrying import is_carried, waiting_for
from openhbm.apps.sync.codes import NodeKind
from openhbm.apps.sync.meeting import Refused, answer_to
from openhbm.apps.sync.models import EnrolledNode
from openhbm.core.ledger.letters import LetterError, read_letter

CARRIED = "/api/v1/sync/carried"
LETTER_BYTES = 400_000
MOST_LETTER_BYTES = 64 * 1024 * 1024
SIZE_BYTES = 4


class Torn(Exception):
    """The letters end in the midst of one, or are none; says at which."""


def framed(letters: Iterable[bytes]) -> bytes:
    """Letters behind one another, each with its length before it."""
    return b"".join(len(one).to_bytes(SIZE_BYTES, "big") + one for one in letters)


def letters_in(file: BinaryIO) -> Iterator[bytes]:
    """The letters that stand framed in a file; Torn at the first that is not whole."""
    number = 0
    while size := file.read(SIZE_BYTES):
        number += 1
        length = int.from_bytes(size, "big")
        if len(size) != SIZE_BYTES or length > MOST_LETTER_BYTES:
            raise Torn(number)
        letter = file.read(length)
        if len(letter) != length:
            raise Torn(number)
        yield letter


def is_for_another(data: bytes) -> bool:
    """Whether a letter is for another node than this one; one that cannot be read is for this."""
    try:
        return read_letter(data).recipient != settings.NODE_PREFIX
    except LetterError:
        return False


@contextmanager
def handed_over(recipients: Iterable[str]) -> Iterator[list[bytes]]:
    """What waits here for these nodes; it counts as handed on when the block ends well. Should it
    be lost on the way, who wrote it writes it again, since nobody acknowledged it."""
    drop_carried(by=None)
    found = waiting_for(recipients)
    yield [bytes(one.letter) for one in found]
    for one in found:
        note_handed_on(by=None, digest=one.digest)


def answer_carried(data: bytes) -> bytes:
    """Take in a letter that somebody brought, or carry it on; what its writer is to be brought."""
    letter = read_letter(data)
    if letter.recipient != settings.NODE_PREFIX:
        if not carry_letter(by=None, letter=data) and not is_carried(data):
            # Else two posts that carry for each other would both let go of it.
            raise ActionError(
                _("The letter is not carried: %(reason)s.")
                % {"reason": _("it came before: somebody sent an old letter again")},
                field="letter",
            )
        with handed_over([letter.sender]) as letters:
            return framed(letters)
    taken = take_letter(by=None, letter=data, by_hand=True)
    if taken.outcome == "quarantined":
        return b""
    answer, _batch = compose_letter(
        by=None, to=letter.sender, most_bytes=LETTER_BYTES, is_live=False, got=taken.got
    )
    return framed([answer])


def hand_to_another(*, url: str, client: httpx.Client) -> int:
    """Give another node all that the hub lacks of this one, for it to carry, and what this one
    carries itself; take what it has carried here. How many letters were given.

    ActionError when that does not work.
    """
    link, after, given = upstream(), dict[str, int](), 0
    if link is None:
        raise ActionError(
            _("This node was not enrolled anywhere."),
            remedy=_("Ask the centre for a code, then run: hbm init --centre URL --code CODE"),
        )
    has_more = True
    while has_more:
        letter, batch = compose_letter(
            by=None, to=link.node_id, most_bytes=LETTER_BYTES, is_live=False, after=after
        )
        for back in _answered(client, url, letter):
            take_letter(by=None, letter=back, by_hand=True)
        given, after = given + 1, after | batch.ends
        has_more = batch.has_more and bool(batch.ends)
    while follow_up(by=None):
        pass
    return given + _pass_on(link.node_id, url, client, is_end=False)


def hand_on(*, url: str, client: httpx.Client) -> int:
    """Give the hub what this node carries for it and for the centre, and carry back its answers;
    how many were given. What the hub refuses is dropped: its writer is told when they meet."""
    link = upstream()
    return _pass_on(link.node_id, url, client, is_end=True) if link else 0


def _pass_on(hub: str, url: str, client: httpx.Client, *, is_end: bool) -> int:
    """Give what waits for the hub or the centre to whoever is at the address; how many.

    One that only carries as well may refuse a letter for reasons of its own, such as that it wrote
    it or handed it on before: then it stays here.
    """
    done = 0
    drop_carried(by=None)
    centres = EnrolledNode.objects.filter(kind=NodeKind.CENTRE).values_list("prefix", flat=True)
    for one in waiting_for({hub, *centres}):
        try:
            told = answer_to(client, url, bytes(one.letter), CARRIED)
            _keep_for_others(letters_in(io.BytesIO(told)))
        except (Refused, ActionError):
            if not is_end:
                continue
        except (httpx.HTTPError, Torn):
            break
        note_handed_on(by=None, digest=one.digest)
        done += 1
    return done


def _keep_for_others(letters: Iterable[bytes]) -> None:
    for letter in letters:
        carry_letter(by=None, letter=letter)


def _answered(client: httpx.Client, url: str, letter: bytes) -> list[bytes]:
    try:
        return list(letters_in(io.BytesIO(answer_to(client, url, letter, CARRIED))))
    except (Refused, Torn, httpx.HTTPError) as error:
        if isinstance(error, Torn):
            error = Refused("no letters came back")
        raise ActionError(
            _("%(url)s does not carry it: %(reason)s")
            % {"url": url, "reason": f"{str(error).rstrip('.')}."},
            field="url",
            remedy=_("Check the address and the line."),
        ) from None
