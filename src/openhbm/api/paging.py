"""Pages by cursor: what is added meanwhile neither repeats nor hides a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from openhbm.api.fields import text
from openhbm.apps.ledger.errors import ActionError

Out = TypeVar("Out")
M = TypeVar("M", bound=Model)
_SIGNER = Signer(salt="openhbm.api.cursor")


class Page(Schema, Generic[Out]):
    """Some items, and the cursor of those that follow (null at the end)."""

    items: list[Out]
    next: str | None


class Paging(Schema):
    """Which page is asked for."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[  # type: ignore[valid-type]
        text(2000), Field(description="`next` of the page before; empty for the first page.")
    ] = ""


def page_of(
    found: QuerySet[M], order: tuple[str, ...], paging: Paging, out: Callable[[M], Out]
) -> dict[str, Any]:
    """One page of a query, sorted by ``order``: plain fields, ``-`` for descending, ending in id.

    The cursor holds the sorting values of the last row, signed. ActionError when it was not made
    here for the same order.
    """
    found = found.order_by(*order)
    if paging.cursor:
        found = found.filter(_after(found.model, order, _values_in(paging.cursor, order)))
    rows = list(found[: paging.limit + 1])
    has_more = len(rows) > paging.limit
    rows = rows[: paging.limit]
    following = _cursor_at(rows[-1], order) if has_more else None
    return {"items": [out(row) for row in rows], "next": following}


def _cursor_at(row: Model, order: tuple[str, ...]) -> str:
    values = [_told(getattr(row, name.lstrip("-"))) for name in order]
    return _SIGNER.sign_object([list(order), values])


def _told(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _values_in(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        made_for, values = _SIGNER.unsign_object(cursor)
    except (BadSignature, ValueError):
        raise _bad_cursor() from None
    if made_for != list(order):
        raise _bad_cursor()
    return list(values)


def _bad_cursor() -> ActionError:
    return ActionError(
        _("This cursor was not given out for this list."),
        field="cursor",
        remedy=_("Use `next` of the page before, or leave the cursor out to start anew."),
    )


def _after(model: type[Model], order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows behind the one with these values: greater in one field, equal in those before it."""
    steps = []
    equal = Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        known = model._meta.get_field(field).to_python(value)  # type: ignore[union-attr]
        comparison = "lt" if name.startswith("-") else "gt"
        steps.append(equal & Q(**{f"{field}__{comparison}": known}))
        equal = equal & Q(**{field: known})
    return reduce(or_, steps)
