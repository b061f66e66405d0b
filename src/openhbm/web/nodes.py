"""The nodes that meet this one, what is wrong with them in plain words, and letting them in."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhbm.apps.accounts.permissions import require
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_visible_to
from openhbm.apps.sync.actions import invite_node, revoke_node
from openhbm.apps.sync.codes import NodeKind
from openhbm.apps.sync.queries import node_to_revoke, standing_of_nodes
from openhbm.content.permissions import Permission
from openhbm.web.exporting import exported_values
from openhbm.web.exporting.figure_tables import NODES
from openhbm.web.forms import ActionForm
from openhbm.web.pages import Crumb, needs, page, show


class InvitationForm(ActionForm):
    """A new node: how it is called, what its numbers begin with, where it works."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    prefix = forms.CharField(
        label=gettext_lazy("Prefix of its numbers"),
        max_length=8,
        help_text=gettext_lazy("2 to 8 capital letters, as PLM. No other node may have it."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=NodeKind.choices, initial=NodeKind.POST
    )
    posts = forms.MultipleChoiceField(label=gettext_lazy("Posts it works for"), required=False)
    may_hold_protected = forms.BooleanField(
        label=gettext_lazy("Protection or health staff work there"),
        required=False,
        help_text=gettext_lazy("Only then does it receive what was told in trust."),
    )


class RevokingForm(ActionForm):
    """Why a node is shut out."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@page
def nodes(request: HttpRequest) -> HttpResponse:
    """This node and the others: when they met, what is unsent, what is wrong and what to do."""
    require(request.user, Permission.READ_OPERATIONAL)
    standing = standing_of_nodes(request.user)
    file = exported_values(request, standing.nodes, NODES)
    if file is not None:
        return file
    context = {
        "standing": standing,
        "may_invite": may(request.user, Permission.ADMINISTER_PLACES),
        "crumbs": [Crumb(_("Administration"), reverse("admin")), Crumb(_("Nodes"))],
    }
    return show(request, "nodes.html", context)


@page
@needs(Permission.ADMINISTER_PLACES)
def invite(request: HttpRequest) -> HttpResponse:
    """Let a new node in: the answer is a code that works once."""
    form = InvitationForm(request.POST or None)
    posts = posts_visible_to(request.user).order_by("name")
    form.fields["posts"].choices = [(post.code, post.name) for post in posts]  # type: ignore[attr-defined]
    crumbs = [Crumb(_("Nodes"), reverse("nodes")), Crumb(_("Let a node in"))]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"posts": tuple(form.cleaned_data["posts"])}
        try:
            invitation, code = invite_node(by=request.user, **given)
        except ActionError as error:
            form.refuse(error)
        else:
            context = {"invitation": invitation, "code": code, "crumbs": crumbs}
            context["url"] = request.build_absolute_uri("/").rstrip("/")
            return show(request, "node_invited.html", context)
    return show(request, "node_form.html", {"form": form, "crumbs": crumbs})


@page
@needs(Permission.ADMINISTER_PLACES)
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Shut a node out for good, with a reason."""
    node_to_revoke(request.user, prefix)
    form = RevokingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_node(by=request.user, prefix=prefix, reason=form.cleaned_data["reason"])
        except ActionError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The node is shut out. The others hear when they meet."))
            return redirect("nodes")
    crumbs = [Crumb(_("Nodes"), reverse("nodes")), Crumb(_("Shut out"))]
    return show(request, "node_revoke.html", {"form": form, "prefix": prefix, "crumbs": crumbs})
