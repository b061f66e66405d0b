"""The directory of services: who helps with what, where, when, in which languages, and how full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import may
from openhbm.apps.casework.queries import Load, service_loads
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.actions import add_service, change_service
from openhbm.apps.places.codes import ServiceCategory
from openhbm.apps.places.queries import posts_visible_to, service_for, services_visible_to
from openhbm.apps.reports.queries import post_situation
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported
from openhbm.web.exporting.reference_tables import SERVICES
from openhbm.web.filters import chosen_code, matching, post_filter
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.mapping import map_of_place
from openhbm.web.pages import Column, Crumb, headings, page, page_of, show, sorted_rows

COLUMNS = (
    Column("service", gettext_lazy("Service"), "name"),
    Column("category", gettext_lazy("Kind of help"), "category"),
    Column("place", gettext_lazy("Post"), "post__name"),
    Column("hours", gettext_lazy("Hours")),
    Column("languages", gettext_lazy("Languages")),
    Column("capacity", gettext_lazy("Persons a day"), "capacity_per_day"),
    Column("load", gettext_lazy("Now")),
    Column("contact", gettext_lazy("Contact")),
)
BY_KIND = "category"
PER_PAGE = 100
NO_LOAD = Load()


@dataclass(frozen=True, slots=True)
class Row:
    """A service and how busy it is; no load for whoever may not know it."""

    service: Any
    load: Load | None

    @property
    def room(self) -> int | None:
        """How many more it can take today, as far as its capacity is known."""
        if self.load is None or self.service.capacity_per_day is None:
            return None
        return max(0, self.service.capacity_per_day - self.load.accepted_today)


class ServiceForm(ActionForm):
    """An entry of the directory."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    category = forms.ChoiceField(
        label=gettext_lazy("Kind of help"), choices=ServiceCategory.choices
    )
    provider = forms.CharField(label=gettext_lazy("Provided by"), max_length=160)
    post = ChoiceWithEmpty(
        label=gettext_lazy("Post"), choices=(), empty=gettext_lazy("the whole country")
    )
    country = forms.CharField(
        label=gettext_lazy("Country, three letters"), max_length=3, required=False
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours, such as 08:00-20:00 every day"), max_length=80, required=False
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=settings.LANGUAGES,
    )
    capacity_per_day = forms.IntegerField(
        label=gettext_lazy("Persons a day"), min_value=0, max_value=100_000, required=False
    )
    contact = forms.CharField(label=gettext_lazy("Contact"), max_length=200, required=False)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.id): post for post in posts}
        choices = [("", _("the whole country")), *((k, p.name) for k, p in self.posts.items())]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the actions take; a service at a post is in the post's country."""
        values = dict(self.cleaned_data)
        post = values["post"] = self.posts.get(values["post"])
        values["country"] = post.country if post else values["country"].upper()
        return values | {"checked_on": clock.today()}


@page
def services(request: HttpRequest) -> HttpResponse:
    """The directory, to be narrowed by kind, post, language and words."""
    posts = post_filter(request)
    category = chosen_code(request, "category", ServiceCategory.values)
    language = chosen_code(request, "language", dict(settings.LANGUAGES))
    rows = services_visible_to(request.user)
    if posts.chosen:
        rows = rows.filter(Q(post=posts.chosen) | Q(post=None, country=posts.chosen.country))
    rows = rows.filter(category=category) if category else rows
    rows = matching(rows, request.GET.get("q", ""), ("name", "provider", "contact"))
    if language:
        speaking = [s.id for s in rows if language in s.languages]
        rows = rows.filter(id__in=speaking)
    rows = sorted_rows(request, rows, COLUMNS, BY_KIND)
    file = exported(request, rows, SERVICES)
    if file is not None:
        return file
    found = page_of(request, rows, PER_PAGE)
    context = {
        "page": found,
        "rows": rows_of(request, found),
        "headings": headings(request, COLUMNS, BY_KIND),
        "filter": posts,
        "categories": ServiceCategory.choices,
        "category": category,
        "languages": settings.LANGUAGES,
        "language": language,
        "can_manage": may(request.user, Permission.MANAGE_SERVICES),
    }
    return show(request, "services.html", context)


def rows_of(request: HttpRequest, services: Any) -> list[Row]:
    """Services with their load now."""
    loads = service_loads(request.user, clock.now())
    return [Row(s, None if loads is None else loads.get(s.id, NO_LOAD)) for s in services]


@page
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service; those who keep the directory change or pause it here."""
    found = service_for(request.user, service_id)
    can_manage = may(request.user, Permission.MANAGE_SERVICES, found.post_id)
    form = _form(request, found) if can_manage else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted(_("Your roles do not let you change the directory."))
        if "pause" in request.POST or "resume" in request.POST:
            given: dict[str, Any] = {"is_active": "resume" in request.POST}
            return _changed(request, form, found, given) or redirect("service", found.id)
        if form.is_valid():
            answer = _changed(request, form, found, form.values())
            if answer is not None:
                return answer
    context = {
        "row": rows_of(request, [found])[0],
        "map_data": _map_data(request, found),
        "form": form,
        "crumbs": [Crumb(_("Services"), reverse("services")), Crumb(found.name)],
    }
    return show(request, "service.html", context)


def _map_data(request: HttpRequest, found: Any) -> dict[str, Any] | None:
    """Where the service is: at its post; one for the whole country is at no place."""
    if found.post is None:
        return None
    return map_of_place([post_situation(request.user, clock.now(), found.post)])


def _form(request: HttpRequest, found: Any) -> ServiceForm:
    names = ("name", "category", "provider", "country", "hours", "languages", "contact")
    initial = {name: getattr(found, name) for name in (*names, "capacity_per_day")}
    initial["post"] = str(found.post_id or "")
    is_edit = request.method == "POST" and not {"pause", "resume"} & request.POST.keys()
    posts = posts_visible_to(request.user)
    return ServiceForm(request.POST if is_edit else None, posts=posts, initial=initial)


def _changed(
    request: HttpRequest, form: ServiceForm, found: Any, values: dict[str, Any]
) -> HttpResponse | None:
    try:
        change_service(by=request.user, service=found, at=clock.now(), **values)
    except ActionError as error:
        if form.is_bound:
            form.refuse(error)
            return None
        messages.error(request, str(error))
    else:
        messages.success(request, _("The directory is changed."))
    return redirect("service", found.id)


@page
def new_service(request: HttpRequest) -> HttpResponse:
    """Add an entry to the directory."""
    if not may(request.user, Permission.MANAGE_SERVICES):
        raise NotPermitted(_("Your roles do not let you change the directory."))
    form = ServiceForm(request.POST or None, posts=posts_visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            made = add_service(by=request.user, at=clock.now(), **form.values())
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The service is in the directory."))
            return redirect("service", made.id)
    crumbs = [Crumb(_("Services"), reverse("services")), Crumb(_("New service"))]
    return show(request, "service_form.html", {"form": form, "crumbs": crumbs})
