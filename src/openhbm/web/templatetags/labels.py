"""``{{ code|label:"priority" }}``: the word for a code; other small renderings of values."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhbm.apps.reports.words import unit_word
from openhbm.content.items import text_in
from openhbm.web import clock, content_words
from openhbm.web.bands import band_label
from openhbm.web.calendars import shown_known
from openhbm.web.labels import label as word_for

register = template.Library()
register.filter("unit", unit_word)
register.filter("need", content_words.need_words)
register.filter("referral_state", content_words.state_words)
register.filter("decline_reason", content_words.decline_words)
register.filter("decision", content_words.decision_words)
register.filter("reason_words", content_words.reason_words)
register.filter("country", content_words.country_words)
register.filter("language", content_words.language_words)


@register.filter
def label(code: object, table: str) -> str:
    """The word for a code of a table of ``openhbm.web.labels``."""
    return "" if code in (None, "") else word_for(code, table)


@register.filter
def local(names: Any) -> str:
    """A text given in several languages, in the page's one."""
    return text_in(names, get_language() or "en") if names else ""


@register.filter
def name_of(thing: Any) -> str:
    """The name of a post, area or site in the page's language, or its plain name."""
    names: dict[str, str] = getattr(thing, "names", None) or {}
    language = get_language() or "en"
    return names.get(language) or names.get(language.split("-")[0]) or str(thing.name)


@register.filter
def age(person: Any) -> str:
    """Age today as far as it is known: ``34``, ``30–36`` or a dash."""
    years = person.age_on(clock.today())
    if years is None:
        return "–"
    low, high = int(years.low), int(years.high)
    if high == 0:
        return _("under 1")
    return str(low) if low == high else f"{low}–{high}"


@register.filter
def bands(counts: dict[str, int]) -> str:
    """Counts by sex and age in words: ``Girls 0–4: 2, Women 18–59: 1``."""
    return ", ".join(f"{band_label(key)}: {number}" for key, number in counts.items() if number)


@register.filter
def birth(person: Any) -> str:
    """The birth date with what is known of it, never more."""
    born = person.birth
    if born is None:
        return _("not known")
    return shown_known(born)


@register.filter
def whole(number: Any) -> str:
    """A number of persons or things, grouped the way the language does; a dash when unknown."""
    if number is None:
        return "–"
    return str(number_format(round(float(number)), use_l10n=True, force_grouping=True))


UNKNOWN = (None, "")
"""A figure there is not, or of a record there is not, which templates read as an empty text."""


@register.filter
def ratio(number: Any) -> str:
    """A load such as ``1.3 ×`` of what the post can handle; a dash when unknown."""
    if number in UNKNOWN:
        return "–"
    return f"{number_format(number, decimal_pos=1, use_l10n=True)} ×"


@register.filter
def amount(number: Any) -> str:
    """An amount with at most one decimal, grouped."""
    if number in UNKNOWN:
        return "–"
    value = round(float(number), 1)
    places = 0 if value.is_integer() else 1
    return str(number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True))


@register.filter
def figure(value: Any) -> str:
    """What a panel counts: a grouped number, or the word that stands for it."""
    return whole(value) if isinstance(value, int) else str(value)


@register.filter
def change(number: Any) -> str:
    """How many more or fewer, with its sign, grouped."""
    if number in UNKNOWN:
        return "–"
    value = round(float(number))
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value), use_l10n=True, force_grouping=True)}"
