"""Early warning: the board, one signal and what people make of it, signals heard by people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.accounts.queries import may, may_write, names_of
from openhbm.apps.foresight.board.queries import watch_board
from openhbm.apps.foresight.codes import Credibility, Reliability, SignalDecision
from openhbm.apps.foresight.signals.actions import (
    record_signal,
    review_signal,
    send_notice,
    take_measure,
)
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.foresight.signals.queries import (
    indicator_choices,
    indicator_title,
    measures_of,
    no_regret_actions,
    reviews_of,
    signal_for,
    signals_visible_to,
)
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import post_for, posts_visible_to
from openhbm.content.permissions import Permission
from openhbm.web import clock
from openhbm.web.exporting import exported, exported_values
from openhbm.web.exporting.figure_tables import BOARD
from openhbm.web.exporting.oversight_tables import SIGNALS
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.pages import Crumb, needs, page, page_of, show

GENERAL_SHOWN = 10


class ReviewForm(ActionForm):
    """What somebody made of a signal after looking into it."""

    credibility = forms.TypedChoiceField(
        label=gettext_lazy("How credible it is"), choices=Credibility.choices, coerce=int
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("What it asks for"), choices=SignalDecision.choices
    )
    note = forms.CharField(label=gettext_lazy("What you looked at, whom you asked"), max_length=300)


class MeasureForm(ActionForm):
    """What was done because of it."""

    measure = forms.ChoiceField(label=gettext_lazy("What was done"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, measures: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures


class SignalForm(ActionForm):
    """Something heard, seen or read."""

    indicator = forms.ChoiceField(label=gettext_lazy("What it is about"))
    source = forms.CharField(label=gettext_lazy("Who says so"), max_length=160)
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable the source is"),
        choices=Reliability.choices,
        initial=Reliability.F,
    )
    credibility = forms.TypedChoiceField(
        label=gettext_lazy("How credible it is"),
        choices=Credibility.choices,
        coerce=int,
        initial=Credibility.NOT_JUDGED,
    )
    happened_on = forms.DateField(
        label=gettext_lazy("Day it speaks of"), widget=forms.DateInput(attrs={"type": "date"})
    )
    value = forms.FloatField(label=gettext_lazy("Number"), required=False, min_value=0)
    post = ChoiceWithEmpty(label=gettext_lazy("Post"), choices=[])
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    agreement = forms.CharField(
        label=gettext_lazy("Under the agreement"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Of a notice from the other side."),
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("No names of persons."),
    )

    field_names = {"post_id": "post"}  # noqa: RUF012

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["indicator"].choices = indicator_choices(user, language)
        self.fields["post"].choices = [("", _("no post in particular")), *_posts(user)]


class NoticeForm(ActionForm):
    """What is told to the other side, and under which agreement."""

    post = forms.ChoiceField(label=gettext_lazy("Post"))
    counterpart = forms.CharField(label=gettext_lazy("Told to"), max_length=160)
    agreement = forms.CharField(label=gettext_lazy("Under the agreement"), max_length=160)
    expected_on = forms.DateField(
        label=gettext_lazy("Day it speaks of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    persons = forms.FloatField(label=gettext_lazy("Persons"), required=False, min_value=0)
    text = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=300,
        help_text=gettext_lazy("No names of persons."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = _posts(user)


def _posts(user: Any) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(str(post.id), post.name_in(language)) for post in posts_visible_to(user)]


@page
@needs(Permission.READ_OPERATIONAL)
def board(request: HttpRequest) -> HttpResponse:
    """The board: from signals through the alert to who confirmed it and what was done."""
    found = watch_board(request.user, clock.now())
    file = exported_values(request, found.posts, BOARD)
    if file is not None:
        return file
    context = {
        "board": found,
        "rows": [row for row in found.posts if row.asks_for_attention or row.signals],
        "calm": [row for row in found.posts if not row.asks_for_attention and not row.signals],
        "general": found.general[:GENERAL_SHOWN],
        "titles": {s.id: indicator_title(request.user, s) for s in found.general[:GENERAL_SHOWN]},
        "can_record": may_write(request.user, Compartment.OPERATIONAL),
        "can_tell": may(request.user, Permission.CONFIRM_ALERTS),
    }
    return show(request, "early_warning.html", context)


@page
@needs(Permission.READ_OPERATIONAL)
def signals(request: HttpRequest) -> HttpResponse:
    """Every signal and notice, the newest first."""
    rows = signals_visible_to(request.user)
    file = exported(request, rows, SIGNALS)
    if file is not None:
        return file
    found = page_of(request, rows)
    context = {
        "page": found,
        "rows": [(signal, indicator_title(request.user, signal)) for signal in found],
        "crumbs": _crumbs(_("Signals")),
    }
    return show(request, "signals.html", context)


@page
@needs(Permission.READ_OPERATIONAL)
def signal(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """One signal: what people made of it, what may be done at once, what was done."""
    user = request.user
    found = signal_for(user, signal_id)
    measures = no_regret_actions(user, found)
    is_review = "review" in request.POST
    # Two forms on one page: their fields need ids of their own.
    review = ReviewForm(request.POST if is_review else None, auto_id="review-%s")
    taking = MeasureForm(
        request.POST if "take" in request.POST else None, measures=measures, auto_id="taking-%s"
    )
    if request.method == "POST" and _is_done(request, found, review if is_review else taking):
        return redirect("signal", found.id)
    made, taken = list(reviews_of(user, found)), list(measures_of(user, signal=found))
    people = {r.reviewed_by_id for r in made} | {m.done_by_id for m in taken}
    names, words = names_of(user, people), dict(measures)
    context = {
        "signal": found,
        "title": indicator_title(user, found),
        "measures": measures,
        "reviews": [(each, names.get(each.reviewed_by_id, "")) for each in made],
        "taken": [(words.get(m.action, m.action), m, names.get(m.done_by_id, "")) for m in taken],
        "review": review,
        "taking": taking,
        "can_review": may(user, Permission.CONFIRM_ALERTS, found.post_id),
        "can_take": may_write(user, Compartment.OPERATIONAL) and bool(measures),
        "crumbs": _crumbs(indicator_title(user, found)),
    }
    return show(request, "signal.html", context)


def _is_done(request: HttpRequest, found: Any, form: ActionForm) -> bool:
    """Review or write down a measure; False when the form has to be shown again."""
    if not form.is_valid():
        return False
    given = {**form.cleaned_data, "by": request.user, "signal": found, "at": clock.now()}
    try:
        if isinstance(form, ReviewForm):
            review_signal(**given)
        else:
            take_measure(**given)
    except ActionError as error:
        form.refuse(error)
        return False
    messages.success(request, _("Saved."))
    return True


@page
@needs(Permission.WRITE_OPERATIONAL)
def new_signal(request: HttpRequest) -> HttpResponse:
    """Write down what somebody heard, saw or read."""
    start = {"happened_on": clock.today()}
    form = SignalForm(request.POST or None, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        post_id = UUID(given.pop("post")) if given["post"] else given.pop("post") or None
        try:
            made = record_signal(
                by=request.user, details=SignalDetails(**given, post_id=post_id), at=clock.now()
            )
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The signal is recorded."))
            return redirect("signal", made.id)
    context = {"form": form, "title": _("New signal"), "crumbs": _crumbs(_("New signal"))}
    return show(request, "signal_form.html", context)


@page
@needs(Permission.CONFIRM_ALERTS)
def new_notice(request: HttpRequest) -> HttpResponse:
    """Keep what is told to the other side."""
    asked = {name: request.GET.get(name, "") for name in ("post", "counterpart", "agreement")}
    form = NoticeForm(request.POST or None, user=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        post = post_for(request.user, given.pop("post"))
        try:
            made = send_notice(by=request.user, post=post, at=clock.now(), **given)
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The notice is recorded."))
            return redirect("signal", made.id)
    title = _("Notice to the other side")
    return show(
        request, "signal_form.html", {"form": form, "title": title, "crumbs": _crumbs(title)}
    )


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("Early warning"), reverse("early-warning")), Crumb(last)]
