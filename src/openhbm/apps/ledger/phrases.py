"""What the engines say, in the reader's language: from the answer itself or as it was stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext

from openhbm.core.values import Phrase, Reason


def phrase_words(phrase: Phrase | Mapping[str, Any]) -> str:
    """A phrase in the language of the page.

    ValueError when a stored one is not of this shape, or a translation asks for what is not given.
    """
    told = asdict(phrase) if isinstance(phrase, Phrase) else phrase
    try:
        return _words(told)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no phrase: {told!r}") from error


def reason_text(reason: Reason | Mapping[str, Any]) -> str:
    """The sentence of a reason; in English when it was stored before phrases were."""
    if isinstance(reason, Reason):
        return phrase_words(reason.phrase) if reason.phrase else reason.text
    try:
        return phrase_words(reason["phrase"]) if reason.get("phrase") else str(reason["text"])
    except ValueError:
        return str(reason["text"])


def reason_texts(reasons: Iterable[Reason]) -> str:
    """Several reasons in one line."""
    return "; ".join(reason_text(reason) for reason in reasons)


def _words(told: Mapping[str, Any]) -> str:
    form = told["form"]
    words = gettext(form) if form else ""
    fills = {
        name: _words(fill) if isinstance(fill, Mapping) else str(fill)
        for name, fill in told["fills"]
    }
    return words % fills if fills else words
