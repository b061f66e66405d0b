"""Words that the content pack has for codes, and names of languages, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from openhbm.apps.casework.referring import referral_procedure
from openhbm.apps.ledger.phrases import reason_text
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.forms import Form, SpecificNeed
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


def reason_words(reason: Any) -> str:
    """Why an answer is what it is: what the content says by the reason's code, or the engine.

    A rule that reads otherwise today than when it struck is told as it read then.
    """
    code, text = _of(reason, "code"), _of(reason, "text")
    known = finding_texts().get(code)
    if known and known["en"] == text:
        return text_in(known, _language())
    return reason_text(reason)


def _of(reason: Any, name: str) -> str:
    return str(reason.get(name, "") if isinstance(reason, Mapping) else getattr(reason, name))


@cache
def finding_texts() -> Mapping[str, Mapping[str, str]]:
    """What the rules and score lines of every form say, by their ids."""
    forms = pack().all(Form).values()
    rules = {rule.id: rule.text for form in forms for rule in form.rules}
    lines = {line.id: line.text for form in forms for score in form.scores for line in score.items}
    return rules | lines


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
