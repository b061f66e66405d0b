"""Whether the user may do something, so that a page offers only what they can finish."""

from __future__ import annotations

from typing import Any

from django import template

from openhbm.apps.accounts import queries
from openhbm.content.permissions import Permission

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str, post_id: Any = None) -> bool:
    """``{% may "write_movement" as may_register %}``; with a post's id: at that post."""
    return queries.may(context["request"].user, Permission(permission), post_id)
