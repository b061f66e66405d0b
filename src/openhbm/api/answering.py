"""Doing what a request asks, once, and naming what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from openhbm.api.auth import user_of
from openhbm.apps.intake.actions import answer_once
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.places.queries import post_for

Ids = dict[str, Any]


def done_once(
    request: HttpRequest,
    key: str | None,
    produce: Callable[[], Ids],
    content: bytes | None = None,
) -> Ids:
    """Run ``produce``, or, when the key was used for this request before, tell its ids again.

    ``content`` stands for the request where its body cannot be read twice (uploads).
    """
    if key is None:
        return produce()
    body = request.body if content is None else content
    told = f"{request.method} {request.get_full_path()}\n".encode() + body
    reply = answer_once(
        by=user_of(request),
        key=key,
        route=str(request.resolver_match.route if request.resolver_match else "")[:200],
        # Keyed, so that what a request said about a person cannot be guessed from its hash.
        request_hash=salted_hmac("openhbm.api.request", told, algorithm="sha256").hexdigest(),
        produce=lambda: (201, produce()),
    )
    return dict(reply.body)


@contextmanager
def named_in(field: str) -> Iterator[None]:
    """A record that a request names but that cannot be seen is an error in that field."""
    try:
        yield
    except NotVisible as hidden:
        raise ActionError(
            str(hidden), field=field, remedy=_("Name one that exists and that you may see.")
        ) from None


def named_post(user: Any, code_or_id: str) -> Any:
    """The post a request names by code or id; ActionError when there is none."""
    with named_in("post"):
        return post_for(user, code_or_id)


def id_of(text: Any) -> UUID:
    return UUID(str(text))


def seen(found: Any, id: Any) -> Any:
    """The one record of a query with this id; NotVisible when it is gone or hidden."""
    record = found.filter(id=id_of(id)).first()
    if record is None:
        raise NotVisible(f"There is no {found.model._meta.verbose_name} {id}.")
    return record
