"""``{{ instant|due }}``: how much time is left, or how late it is, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.web import clock

register = template.Library()

_DAY, _HOUR = 24 * 60, 60


@register.filter
def due(instant: datetime | None) -> str:
    """``due in 2 h 10 min`` or ``35 min late``; nothing where no clock runs."""
    if instant is None:
        return ""
    left = instant - clock.now()
    if left < timedelta():
        return _("%(span)s late") % {"span": span_words(-left)}
    return _("due in %(span)s") % {"span": span_words(left)}


@register.filter
def is_past(instant: datetime | None) -> bool:
    """Whether the instant is over."""
    return instant is not None and instant < clock.now()


@register.filter
def days_left(day: Any) -> str:
    """``12 days left``, ``last day`` or ``over``."""
    left = (day - clock.today()).days
    if left < 0:
        return _("over")
    if left == 0:
        return _("last day")
    return ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}


def span_words(span: timedelta) -> str:
    """A length of time by its two largest units: ``3 d 4 h``, ``2 h 10 min``, ``35 min``."""
    minutes = int(span.total_seconds()) // 60
    if minutes >= _DAY:
        days, rest = divmod(minutes, _DAY)
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": rest // _HOUR}
    if minutes >= _HOUR:
        hours, rest = divmod(minutes, _HOUR)
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": minutes}
