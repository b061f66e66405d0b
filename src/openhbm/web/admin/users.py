"""Users: added, given roles at a place from day to day, let in no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.actions import add_user, end_role, give_role
from openhbm.apps.accounts.administering.queries import (
    account_for,
    accounts_visible_to,
    roles_held_by,
)
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may
from openhbm.apps.accounts.signing_in.actions import deactivate_user, reactivate_user
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_visible_to, services_visible_to
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.roles import Role
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.figure_tables import ROLES_HELD
from openhbm.web.exporting.reference_tables import USERS
from openhbm.web.filters import chosen_code, matching
from openhbm.web.forms import ActionForm, attempted
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("name", gettext_lazy("Name"), "display_name"),
    Column("username", gettext_lazy("User name"), "username"),
    Column("roles", gettext_lazy("Roles now"), "roles_now"),
    Column("state", gettext_lazy("State"), "is_active"),
)
BY_NAME = "name"


class UserForm(ActionForm):
    """A new account. Its first password is set with a one-time code."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=60)
    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class RoleForm(ActionForm):
    """A role at a place, from day to day."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    from_on = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until_on = forms.DateField(
        label=gettext_lazy("Until and with"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        roles = [(r.id, text_in(r.title, language)) for r in pack().all(Role).values()]
        everywhere = ("", _("everywhere"))
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["place"].choices = [everywhere, *places.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role = pack().all(Role).get(given.get("role", ""))
        if role is not None and role.scope == "post" and not given.get("place"):
            self.add_error("place", _("This role is held at a post. Choose which."))
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("It would end before it begins."))
        return given

    def values(self) -> dict[str, Any]:
        """What the action takes; a day is counted from its first instant to its last."""
        given = self.cleaned_data
        last = given["until_on"]
        return {
            "role": given["role"],
            "place_id": UUID(given["place"]) if given["place"] else None,
            "from_at": _midnight(given["from_on"]) if given["from_on"] else None,
            "until_at": _midnight(last + timedelta(days=1)) if last else None,
        }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A role somebody holds or held, with its name and place in words."""

    held: Any
    title: str
    place: str
    is_now: bool
    is_over: bool


@page
def users(request: HttpRequest) -> HttpResponse:
    """Every account; a new one is added from the same page."""
    _require_administering(request.user)
    form = UserForm(request.POST or None, initial={"language": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        made = attempted(request, form, add_user, password=None, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("The user is added. Now give a role."))
            return redirect("admin-user", made.id)
    rows = matching(
        accounts_visible_to(request.user),
        request.GET.get("q", ""),
        ("username", "display_name"),
    )
    if chosen_code(request, "state", ("active",)):
        rows = rows.filter(is_active=True)
    rows = sorted_rows(request, rows, COLUMNS, BY_NAME)
    file = exported(request, rows, USERS)
    if file is not None:
        return file
    context = {
        "page": page_of(request, rows),
        "headings": headings(request, COLUMNS, BY_NAME),
        "form": form,
        "crumbs": [Crumb(_("Administration"), reverse("admin")), Crumb(_("Users"))],
    }
    return show(request, "admin/users.html", context)


@page
def user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account with its roles; given and ended here, and the account itself."""
    account = account_for(request.user, user_id)
    places = places_of(request.user)
    is_giving = "give" in request.POST
    form = RoleForm(
        request.POST if is_giving else None, places=places, initial={"from_on": clock.today()}
    )
    if request.method == "POST":
        answer = _acted(request, account, form)
        if answer is not None:
            return answer
    file = exported(request, roles_held_by(request.user, account), ROLES_HELD)
    if file is not None:
        return file
    context = {
        "account": account,
        "rows": held_rows(request.user, account, places),
        "form": form,
        "is_self": account.id == request.user.id,
        "crumbs": [
            Crumb(_("Administration"), reverse("admin")),
            Crumb(_("Users"), reverse("admin-users")),
            Crumb(str(account)),
        ],
    }
    return show(request, "admin/user.html", context)


def _acted(request: HttpRequest, account: Any, form: RoleForm) -> HttpResponse | None:
    """Give or end a role, deactivate or reactivate; None to show the form again."""
    back = redirect("admin-user", account.id)
    if form.is_bound:
        if not form.is_valid():
            return None
        made = attempted(request, form, give_role, user=account, **form.values())
        return back if made is not None else None
    if "end" in request.POST:
        held = roles_held_by(request.user, account).filter(id=request.POST["end"]).first()
        act, given = (end_role, {"held": held}) if held else (None, {})
    else:
        act = deactivate_user if "deactivate" in request.POST else reactivate_user
        given = {"user": account}
    if act is not None:
        try:
            act(by=request.user, at=clock.now(), **given)
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The account is changed."))
    return back


def places_of(user: Any) -> dict[str, str]:
    """Id → name of every place a role can be held at: posts, then services."""
    posts = {str(post.id): f"{post.code} · {post.name}" for post in posts_visible_to(user)}
    services = {str(s.id): f"{s.name} · {s.provider}" for s in services_visible_to(user)}
    return posts | services


def held_rows(user: Any, account: Any, places: dict[str, str]) -> list[HeldRow]:
    """The roles of an account, with those that are over at the end."""
    now, known, language = clock.now(), pack().all(Role), get_language() or "en"
    rows = [
        HeldRow(
            held,
            text_in(known[held.role].title, language) if held.role in known else held.role,
            places.get(str(held.place_id), "–") if held.place_id else _("everywhere"),
            held.from_at <= now and not (held.until_at and held.until_at <= now),
            bool(held.until_at and held.until_at <= now),
        )
        for held in roles_held_by(user, account)
    ]
    return sorted(rows, key=lambda row: row.is_over)


def _require_administering(user: Any) -> None:
    if not may(user, Permission.ADMINISTER_USERS):
        raise NotPermitted(_("Accounts are kept by administrators. Ask one."))
