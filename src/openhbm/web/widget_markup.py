"""The markup of form fields, written at once in place of a template for each field and option.

A household's form has some seven hundred fields and options, and a template rendered for each of
them took most of the time of the page. What is written here is what Django's own templates
write, but for empty lines; whatever has no entry in the table goes through them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


class WrittenMarkup(DjangoTemplates):
    """Fields of forms as Django renders them, most of them without a template."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]))  # noqa: S308 — every value in it is escaped


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{conditional_escape(value)}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{given}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    text = conditional_escape(widget["value"] or "")
    name = conditional_escape(widget["name"])
    return f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>'


def _labelled_input(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    own = widget["attrs"].get("id")
    points = f' for="{conditional_escape(own)}"' if own else ""
    return f"<label{points}>{_input(widget)}\n {conditional_escape(widget['label'])}</label>"


def _select(widget: Widget) -> str:
    name = conditional_escape(widget["name"])
    options = "".join(_options(*group) for group in widget["optgroups"])
    return f'<select name="{name}"{_attributes(widget)}>{options}\n</select>'


def _options(group: Any, options: list[Widget], _place: int) -> str:
    written = "".join("\n  " + _option(option) for option in options)
    if not group:
        return written
    return f'\n  <optgroup label="{conditional_escape(group)}">{written}\n  </optgroup>'


def _option(option: Widget) -> str:
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    """Attributes as they stand in a tag: bare for ``True``, left out for ``False``."""
    return "".join(
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )


_PLACE = "django/forms/widgets/"
_INPUTS = ("checkbox", "date", "email", "file", "hidden", "input", "number", "password", "text")
WRITTEN: Mapping[str, Callable[[Widget], str]] = {
    **{f"{_PLACE}{name}.html": _input for name in _INPUTS},
    f"{_PLACE}textarea.html": _textarea,
    f"{_PLACE}select.html": _select,
    f"{_PLACE}radio_option.html": _labelled_input,
    f"{_PLACE}checkbox_option.html": _labelled_input,
}
"""Django's template → what writes the same."""
