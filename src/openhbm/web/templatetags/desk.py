"""What the desk's pages need: the key that seals what a tab could not send."""

from __future__ import annotations

import base64

from django import template
from django.utils.crypto import salted_hmac

register = template.Library()


@register.simple_tag(takes_context=True)
def outbox_key(context: template.Context) -> str:
    """A key of the user's own, made from the node's: what a tab keeps opens for nobody else.

    It is in the page and not in the browser's storage, so that what stands there is unreadable
    without signing in again as the same user.
    """
    user = context["request"].user
    if not user.is_authenticated:
        return ""
    digest = salted_hmac("openhbm.web.outbox", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()
