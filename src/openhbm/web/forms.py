"""The base of every form: an action's complaint becomes an error at the field it names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhbm.apps.ledger.errors import ActionError


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


class ChoiceWithEmpty(forms.ChoiceField):
    """One of some codes; its first choice says that none was picked."""

    def __init__(self, *, choices: Any, empty: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(choices=[("", empty or _("not stated")), *choices], **kwargs)
