"""Words that the content pack has for codes, and names of languages, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from openhbm.apps.casework.referring import referral_procedure
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import SpecificNeed
from openhbm.content.schemas.law import EntryCode
from openhbm.content.schemas.places import Country


def state_words(code: str) -> str:
    """A state of a referral."""
    return _words(code, {state.code: state.label for state in referral_procedure().states})


def decline_words(code: str) -> str:
    """Why a service declined."""
    reasons = referral_procedure().decline_reasons
    return _words(code, {reason.code: reason.label for reason in reasons})


def need_words(code: str) -> str:
    """A specific-needs code, with the code itself: partners know people by it."""
    needs = pack().all(SpecificNeed)
    return f"{text_in(needs[code].label, _language())} ({code})" if code in needs else code


def decision_words(code: str) -> str:
    """An entry decision."""
    codes = pack().all(EntryCode)
    return text_in(codes[code].label, _language()) if code in codes else code


def country_words(code: str) -> str:
    """A country or a code of travel documents."""
    countries = pack().all(Country)
    return text_in(countries[code].names, _language()) if code in countries else code


def language_words(code: str) -> str:
    """A language's name, or its code."""
    try:
        return str(_(get_language_info(code)["name"]))
    except KeyError:
        return code


def _words(code: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    return text_in(labels[code], _language()) if code in labels else code


def _language() -> str:
    return get_language() or "en"
