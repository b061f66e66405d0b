"""Meeting another node over HTTP: letters both ways until neither has anything left.

A line that dies costs the letter under way and nothing else: every letter begins where the other
node says that it stands. Letters grow while the line holds and shrink when it does not.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import httpx
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor
from openhbm.apps.ledger.writer import WRITER
from openhbm.apps.sync.actions import (
    compose_letter,
    follow_up,
    note_attempt,
    take_letter,
    take_photo_letter,
    write_photo_letter,
)
from openhbm.apps.sync.actions.following import AT_ONCE
from openhbm.apps.sync.actions.taking import Taken
from openhbm.apps.sync.cards import card_of, own_keys
from openhbm.apps.sync.models import Link
from openhbm.apps.sync.outgoing import Batch, has_all, unsent_to
from openhbm.apps.sync.pictures import photos_wanted_from
from openhbm.apps.sync.proofs import digest_of, name_of, proof

LETTERS = "/api/v1/sync/letters"
PHOTOS = "/api/v1/sync/photos"
PHOTO_SECONDS = 45.0
ENROLMENTS = "/api/v1/sync/enrolments"
MEDIA_TYPE = "application/vnd.openhbm.letter"
SMALLEST, FIRST, LARGEST = 2_000, 48_000, 512_000
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
LONGEST_WAIT_SECONDS = 30.0
MOST_FAILURES = 8
QUICK_SECONDS = 1.0
"""A letter answered sooner than this was small for its line."""
P = ParamSpec("P")
T = TypeVar("T")
MANY_AT_ONCE = 1000
"""Entries put into the tables at once where no desk waits for the writer meanwhile."""


@dataclass
class Meeting:
    """What came of a meeting."""

    letters: int = 0
    sent: int = 0
    received: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    failures: int = 0
    conflicts: int = 0
    photos: int = 0
    carried: int = 0
    problem: str = ""

    def add(self, letter: bytes, batch: Batch, answer: bytes, taken: Taken) -> None:
        """Count one letter and the answer to it."""
        self.letters += 1
        self.sent += batch.entries
        self.received += taken.entries + len(taken.got)
        self.conflicts += taken.conflicts
        self.bytes_up += len(letter)
        self.bytes_down += len(answer)
        self.problem = taken.reason


@dataclass
class _Pace:
    """How much to say at once, as the line allows."""

    bytes: int = FIRST
    failures: int = 0
    total: int = 0
    wait: Callable[[float], None] = field(default=time.sleep)

    def went_well(self, seconds: float) -> None:
        self.failures = 0
        self.bytes = min(LARGEST, self.bytes * 3 // (1 if seconds < QUICK_SECONDS else 2))

    def failed(self) -> bool:
        """Wait before trying again; False when it was tried often enough."""
        self.failures += 1
        self.total += 1
        self.bytes = max(SMALLEST, self.bytes // 2)
        if self.failures >= MOST_FAILURES:
            return False
        longest = min(LONGEST_WAIT_SECONDS, 0.5 * 2**self.failures)
        self.wait(random.uniform(0, longest))  # noqa: S311
        return True


def meet(
    *,
    by: Actor | None,
    to: str,
    url: str,
    client: httpx.Client,
    wait: Callable[[float], None] = time.sleep,
    tell: Callable[[Meeting], object] = lambda meeting: None,
    line: Executor | None = None,
) -> Meeting:
    """Exchange letters with a node until both have everything, or the line stays dead.

    With ``line`` to carry letters beside it, the next one is written while one is on its way.
    """
    pace, done, carrier = _Pace(wait=wait), Meeting(), line or _Inline()
    got: tuple[bytes, ...] = ()
    written, is_silent = compose_letter(by=by, to=to, most_bytes=pace.bytes), False
    while True:
        (letter, batch), sent_at = written, time.monotonic()
        asked = carrier.submit(answer_to, client, url, letter)
        ahead = _written_ahead(by, to, pace, batch) if is_silent else None
        try:
            answer = asked.result()
            taken = take_letter(by=by, letter=answer)
        except Refused as refused:
            done.problem = str(refused)
            break
        except (httpx.HTTPError, ActionError) as error:
            is_ours = isinstance(error, ActionError)
            done.problem = str(error) if is_ours else line_problem(url, error)
            if pace.failed():
                written = compose_letter(by=by, to=to, most_bytes=pace.bytes, got=got)
                continue
            break
        pace.went_well(time.monotonic() - sent_at)
        got = taken.got
        done.add(letter, batch, answer, taken)
        tell(done)
        is_silent = not (taken.entries or taken.has_more or taken.people or got)
        if taken.outcome == "quarantined" or (is_silent and not (batch.entries or batch.has_more)):
            break
        # What was written ahead does not yet tell of what came meanwhile.
        if ahead is None or not is_silent or not has_all(to, batch.ends):
            ahead = compose_letter(by=by, to=to, most_bytes=pace.bytes, got=got)
        written = ahead
    while follow_up(by=by, entries=AT_ONCE if WRITER.is_running else MANY_AT_ONCE):
        pass
    done.failures = pace.total
    note_attempt(by=by, to=to, problem=done.problem)
    return done


class _Inline(Executor):
    """Carries a letter at once, while its writer waits."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        answer: Future[T] = Future()
        try:
            answer.set_result(fn(*args, **kwargs))
        except Exception as error:
            answer.set_exception(error)
        return answer


def _written_ahead(
    by: Actor | None, to: str, pace: _Pace, batch: Batch
) -> tuple[bytes, Batch] | None:
    """The letter after one with this batch, should that be taken in and answered with nothing."""
    if not (batch.has_more and batch.ends):
        return None
    return compose_letter(by=by, to=to, most_bytes=pace.bytes, after=batch.ends)


def exchange_photos(
    *,
    by: Actor | None,
    to: str,
    url: str,
    client: httpx.Client,
    wait: Callable[[float], None] = time.sleep,
    seconds: float = PHOTO_SECONDS,
) -> int:
    """Give and get photos, piece by piece, until neither lacks any; how many came whole.

    For a while only, and no longer than there is nothing to write: what was not finished goes on
    where it stopped when they meet again.
    """
    pace, ends_at, whole = _Pace(wait=wait), time.monotonic() + seconds, 0
    asked: list[Any] = []
    card = card_of(to)
    while card is not None and time.monotonic() < ends_at and not unsent_to(card):
        letter, sent = write_photo_letter(by=by, to=to, most_bytes=pace.bytes, asked=asked)
        try:
            taken = take_photo_letter(by=by, letter=answer_to(client, url, letter, PHOTOS))
        except Refused:
            break
        except (httpx.HTTPError, ActionError):
            if pace.failed():
                continue
            break
        pace.went_well(QUICK_SECONDS)
        whole += taken.whole
        if not (sent or taken.pieces or taken.wants != asked):
            break
        asked = taken.wants
    return whole


def has_photos_to_exchange(prefix: str) -> bool:
    """Whether this node or another one lacks a photo that the other may have."""
    card, link = card_of(prefix), Link.objects.filter(node_id=prefix).first()
    wanted_there = bool(link and link.told.get("photos"))
    return card is not None and (wanted_there or bool(photos_wanted_from(card)))


class Refused(Exception):
    """The other node understood and said no: asking again changes nothing."""


def answer_to(client: httpx.Client, url: str, letter: bytes, path: str = LETTERS) -> bytes:
    """What a node answers to a letter; Refused when it understood and said no."""
    answer = client.post(
        url.rstrip("/") + path, content=letter, headers={"Content-Type": MEDIA_TYPE}
    )
    if answer.status_code >= 500:
        raise httpx.HTTPStatusError("busy", request=answer.request, response=answer)
    if answer.status_code != 200:
        raise Refused(_refusal(answer))
    return answer.content


def ask_to_enrol(url: str, code: str, client: httpx.Client) -> dict[str, Any]:
    """What the centre answers to a node that has a one-time code. ActionError when it does not."""
    asked, digest = own_keys(), digest_of(code)
    body = {"code": name_of(digest), "keys": asked, "proof": proof(digest, asked)}
    try:
        answer = client.post(url.rstrip("/") + ENROLMENTS, json=body)
    except httpx.HTTPError as error:
        raise ActionError(
            line_problem(url, error), field="centre", remedy=_("Check the address and the line.")
        ) from None
    if answer.status_code == 401:
        raise ActionError(
            _("The code is wrong, used already or too old."),
            field="code",
            remedy=_("Ask the centre for a new one: hbm node enrol"),
        )
    if answer.status_code != 200:
        raise ActionError(_refusal(answer), field="code")
    try:
        told: dict[str, Any] = answer.json()
    except ValueError:
        raise ActionError(
            _("%(url)s is no node of this system.") % {"url": url}, field="centre"
        ) from None
    return told


def line_problem(url: str, error: Exception) -> str:
    reason = str(error).rstrip(".") or "no answer"
    return _("%(url)s cannot be reached: %(reason)s") % {"url": url, "reason": f"{reason}."}


def _refusal(answer: httpx.Response) -> str:
    try:
        told = answer.json()
        return f"{told['detail']} {told['remedy']}".strip()
    except (ValueError, KeyError, TypeError):
        return _("It answered %(status)d.") % {"status": answer.status_code}
