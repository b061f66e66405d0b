"""What engines say is told in the page's language, from the answer and from what was stored."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from django.utils.translation import override

from openhbm.apps.ledger.phrases import phrase_words, reason_text
from openhbm.core.law.checks import must_be
from openhbm.core.values import reason_of, said


def test_reason_is_told_in_the_language_with_what_stands_inside():
    reason = must_be("R-NR-9", False, said("fit to travel")).reason

    with override("fr"):
        assert reason_text(reason) == "Non rempli : apte au voyage"
    assert reason.text == "Not met: fit to travel"


def test_stored_reason_is_told_like_the_answer():
    reason = reason_of("silence", said("no report for %(days)s days", days=4), "own", 4.0)
    stored = json.loads(json.dumps(asdict(reason)))

    for language in ("en", "fr", "ar", "uk", "es"):
        with override(language):
            assert reason_text(stored) == reason_text(reason)
            assert "4" in reason_text(stored)


def test_reason_stored_before_phrases_were_stays_in_english():
    with override("ar"):
        assert reason_text({"code": "silence", "text": "no report for 4 days"}) == (
            "no report for 4 days"
        )


@pytest.mark.parametrize(
    "phrase", [{"form": "%(a)s"}, {"fills": []}, {"form": "%(a)s", "fills": [["b", "1"]]}, 7]
)
def test_stored_phrase_of_another_shape_falls_back_to_the_text(phrase):
    assert reason_text({"text": "as it was", "phrase": phrase}) == "as it was"


def test_phrase_without_words_says_nothing():
    assert phrase_words(said("")) == ""
