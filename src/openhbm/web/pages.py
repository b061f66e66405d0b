"""What every staff page shares: sign-in, hidden records, paging, sorting, trail of links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openhbm.apps.accounts.permissions import NotPermitted, require
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import NotVisible
from openhbm.content.permissions import Permission

PER_PAGE = 25
COVERED = "covered"
"""Set in a session after a quick exit: nothing of the staff pages shows until it is taken away."""

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A staff page: asks for sign-in, answers 404 for what is absent or hidden alike, 403 for
    a write outside the user's roles."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.session.get(COVERED):
            return redirect("information")
        try:
            return view(request, *args, **kwargs)
        except NotVisible as hidden:
            raise Http404 from hidden
        except NotPermitted as refused:
            return show(request, "not_permitted.html", {"message": refused.message}, status=403)

    return login_required(guarded)


def needs(*permissions: Permission) -> Callable[[View], View]:
    """A page for those only who hold every one of ``permissions`` somewhere.

    Said before a form is shown, so that nobody fills in what they may not send.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            for permission in permissions:
                require(request.user, permission)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def needs_either(*ways: Iterable[Permission]) -> Callable[[View], View]:
    """A page for those who hold every permission of one of ``ways``; refused in terms of the
    first."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not holds_either(request.user, *ways):
                for permission in ways[0]:
                    require(request.user, permission)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def holds_either(user: Any, *ways: Iterable[Permission]) -> bool:
    """Whether the user holds every permission of one of ``ways``."""
    return any(all(may(user, permission) for permission in way) for way in ways)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One link of the trail above a page; the last one has no address."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading and, where the list can be sorted by it, the fields."""

    key: str
    name: Any
    order: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as shown: its sort link and state."""

    name: Any
    sort: str
    aria_sort: str


class _Pages(Paginator):  # type: ignore[type-arg]
    """Finds which rows stand on a page first, and asks for what belongs to them only then.

    Else a database joins and sorts a hundred thousand rows in order to show twenty-five.
    """

    def page(self, number: Any) -> Page[Any]:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        bare = rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)
        ids = list(bare[first : first + self.per_page])
        found = {row.pk: row for row in rows.filter(pk__in=ids).order_by()}
        return self._get_page([found[pk] for pk in ids if pk in found], number, self)


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """The page of ``rows`` asked for; nonsense gives the first, beyond the end the last."""
    return _Pages(rows, per_page).get_page(request.GET.get("page"))


def sorted_rows(request: HttpRequest, rows: Any, columns: Sequence[Column], default: str) -> Any:
    """Rows of a query in the order asked for by ``?sort=key`` or ``?sort=-key``.

    Rows without the value come last both ways, whatever the database would do.
    """
    orders = {column.key: column.order for column in columns if column.order}
    asked = request.GET.get("sort", default)
    key, backwards = asked.removeprefix("-"), asked.startswith("-")
    if key not in orders:
        key, backwards = default.removeprefix("-"), default.startswith("-")
    field = F(orders[key])
    order = field.desc(nulls_last=True) if backwards else field.asc(nulls_last=True)
    return rows.order_by(order, "pk")


def headings(request: HttpRequest, columns: Sequence[Column], default: str) -> list[Heading]:
    """Headings with the link that sorts by them, or turns the order around."""
    asked = request.GET.get("sort", default)
    return [_heading(column, asked) for column in columns]


def _heading(column: Column, asked: str) -> Heading:
    if not column.order:
        return Heading(column.name, "", "")
    if asked == column.key:
        return Heading(column.name, f"-{column.key}", "ascending")
    return Heading(column.name, column.key, "descending" if asked == f"-{column.key}" else "none")


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of ``web/templates/web``."""
    return render(request, f"web/{template}", dict(context), status=status)
