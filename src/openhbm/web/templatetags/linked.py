"""The records that people linked with one, on that one's page."""

from __future__ import annotations

from typing import Any

from django import template

from openhbm.apps.identity.pairs.queries import OnePerson, one_person

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_with(context: template.Context, person: Any) -> OnePerson | None:
    """The linked records that the reader may see, as one person; None when there is none."""
    return one_person(context["request"].user, person)
