"""Markup written without templates is the markup of Django's templates."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from openhbm.web.widget_markup import WRITTEN, WrittenMarkup

NASTY = "a \"b\" <c> & 'd'"
CHOICES = [
    ("", "–"),
    ("f", gettext_lazy("Women")),
    (NASTY, NASTY),
    (7, 7),
    (NASTY, [("x", "Inside"), (NASTY, NASTY)]),
]
WIDGETS: dict[str, tuple[forms.Widget, tuple[Any, ...]]] = {
    "text": (forms.TextInput({"data-x": NASTY, "required": True, "hidden": False}), (None, NASTY)),
    "number": (forms.NumberInput({"min": 0}), (None, 0, 12345, 1.5)),
    "date": (forms.DateInput(), (date(2022, 2, 24), "2022")),
    "email": (forms.EmailInput(), ("a@example.org",)),
    "password": (forms.PasswordInput(render_value=True), ("p",)),
    "hidden": (forms.HiddenInput(), (None, NASTY)),
    "file": (forms.FileInput({"accept": "image/*"}), (None,)),
    "checkbox": (forms.CheckboxInput(), (None, True, False, NASTY)),
    "textarea": (forms.Textarea({"rows": 2}), (None, "", "\n" + NASTY)),
    "safe": (forms.TextInput(), (format_html("<b>{}</b>", NASTY),)),
    "select": (forms.Select({"class": "wide"}, CHOICES), (None, "f", NASTY, 7, "absent")),
    "several": (forms.SelectMultiple(choices=CHOICES), (["f", "x"],)),
    "radio": (forms.RadioSelect(choices=CHOICES), (None, "f", NASTY)),
    "boxes": (forms.CheckboxSelectMultiple(choices=CHOICES), (["f", NASTY],)),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_field_written_is_the_field_of_the_template(name):
    widget, values = WIDGETS[name]

    for value in values:
        given = ("field", value, {"id": "id_field"})
        written = widget.render(*given, renderer=WrittenMarkup())
        assert written == _packed(widget.render(*given, renderer=DjangoTemplates()))


@pytest.mark.parametrize("name", ["radio", "boxes"])
def test_each_choice_written_is_that_of_the_template(name):
    widget, _values = WIDGETS[name]

    class Asked(forms.Form):
        field = forms.ChoiceField(choices=CHOICES, widget=widget)

    def tags(renderer: Any) -> list[str]:
        return [str(choice) for choice in Asked({"field": "f"}, renderer=renderer)["field"]]

    assert tags(WrittenMarkup()) == tags(DjangoTemplates())


def _packed(markup: str) -> str:
    """Without the empty lines that templates leave between options."""
    return re.sub(r"(</option>|</div>)\n+(?=\n)", r"\1", markup)


def test_forms_of_pages_are_written(settings):
    assert isinstance(forms.Form().renderer, WrittenMarkup)
    assert all(name.startswith("django/forms/widgets/") for name in WRITTEN)
