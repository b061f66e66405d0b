"""Words of a script in the language that is spoken, beside those in the page's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.utils.translation import get_language, get_language_info

from openhbm.content.items import text_in

register = template.Library()


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the language spoken and in the page's."""

    text: str
    language: str
    direction: str
    own: str


@register.simple_tag
def spoken_words(texts: Mapping[str, str], language: str) -> Words | None:
    """None where the content lacks the language spoken, or where it is the page's."""
    code, own = language.split("-")[0], get_language() or "en"
    if code == own.split("-")[0] or not texts.get(code):
        return None
    is_rtl = get_language_info(code)["bidi"]
    return Words(texts[code], code, "rtl" if is_rtl else "ltr", text_in(texts, own))


@register.simple_tag
def own_words(texts: Mapping[str, str]) -> str:
    """The text in the page's language."""
    return text_in(texts, get_language() or "en")
