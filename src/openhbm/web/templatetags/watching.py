"""Words of the content pack for signals and measures, and shares as they are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.crossings.codes import TransportMode
from openhbm.apps.crossings.queries import MODE_CLASS
from openhbm.apps.foresight.codes import ACTIONS_OF_LEVEL
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import Indicator, NoRegretAction
from openhbm.web.bands import band_label
from openhbm.web.templatetags.labels import UNKNOWN, amount

register = template.Library()

_TOLD = {
    "raised": gettext_lazy("raised"),
    "confirmed": gettext_lazy("confirmed"),
    "ended": gettext_lazy("ended"),
}


@register.filter
def indicator_words(signal: Any) -> str:
    """What a signal is about, in the language of the page."""
    found = pack().all(Indicator).get(signal.indicator)
    return text_in(found.title, get_language() or "en") if found else str(signal.indicator)


@register.filter
def measure_words(code: str) -> str:
    """What was done, whether a level or an indicator asked for it."""
    if code in ACTIONS_OF_LEVEL:
        return str(ACTIONS_OF_LEVEL[code])
    found = pack().all(NoRegretAction).get(code)
    return text_in(found.title, get_language() or "en") if found else code


@register.filter
def class_words(found: Any) -> str:
    """A class of travellers: sex and age, or the way they travel."""
    if found.kind == MODE_CLASS:
        mode = found.name.removeprefix(f"{MODE_CLASS} ")
        return str(dict(TransportMode.choices).get(mode, mode))
    return band_label(found.name)


@register.filter
def no_regret(signals: Iterable[Any]) -> list[str]:
    """What may be done at once because of signals, even if nobody comes; each once."""
    known, language = pack().all(NoRegretAction), get_language() or "en"
    indicators = [pack().all(Indicator).get(signal.indicator) for signal in signals]
    ids = dict.fromkeys(id for each in indicators if each for id in each.actions)
    return [text_in(known[id].title, language) for id in ids if id in known]


@register.filter
def delivery_words(message: str) -> str:
    """What a message told of an alert."""
    return str(_TOLD.get(message, message))


@register.filter
def of_hundred(share: Any) -> str:
    """A share of 1 as a number of 100."""
    return "–" if share in (None, "") else f"{share * 100:.0f} %"


@register.filter
def judged(number: Any) -> str:
    """An error of forecasts, or that nothing came yet that they could be judged by."""
    return str(_("not yet known")) if number in UNKNOWN else amount(number)


@register.filter
def judged_share(share: Any) -> str:
    """The share of days a band held, or that it is not yet known."""
    return str(_("not yet known")) if share in UNKNOWN else of_hundred(share)


@register.filter
def signed(number: Any) -> str:
    """A number with its sign."""
    return "–" if number in (None, "") else f"{number:+.0f}"
