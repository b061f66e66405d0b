"""The base of every form: an action's complaint becomes an error at the field it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.web import clock


class ActionForm(forms.Form):
    """A form whose clean values are handed to one action."""

    #: Names an action uses for its inputs where they differ from the form's.
    field_names: dict[str, str] = {}  # noqa: RUF012

    required_css_class = "required"

    @property
    def has_field_errors(self) -> bool:
        return any(name in self.fields for name in self.errors)

    def refuse(self, error: ActionError) -> None:
        """Show what the action said where it belongs, with the remedy."""
        name = error.field.split(".")[-1]
        name = self.field_names.get(name, name)
        self.add_error(name if name in self.fields else None, str(error))


def attempted(request: HttpRequest, form: ActionForm, act: Callable[..., Any], **given: Any) -> Any:
    """What the action made, done now by whoever asks; None where it refused: the form says why."""
    try:
        return act(by=request.user, at=clock.now(), **given)
    except ActionError as error:
        form.refuse(error)
        return None


class ChoiceWithEmpty(forms.ChoiceField):
    """One of some codes; its first choice says that none was picked."""

    def __init__(self, *, choices: Any, empty: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=[("", empty or _("not stated")), *choices], **kwargs)
