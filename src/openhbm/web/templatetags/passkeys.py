"""Passing data to the scripts of the sign-in pages without a script in the page."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """``value`` as JSON for a data attribute; escaped by the template like any text."""
    return json.dumps(value, cls=DjangoJSONEncoder)
