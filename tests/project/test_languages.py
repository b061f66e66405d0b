"""Languages of the field are known, and a deployment's own catalogues are offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import get_language_bidi, get_language_info, override

from openhbm.project.languages import FIELD_LANGUAGES, added, folders


@pytest.mark.parametrize("code", ["ps", "prs", "fa-af", "ku", "kmr", "ti", "am", "so", "ha"])
def test_language_of_the_field_has_its_own_name_and_direction(code: str) -> None:
    told = get_language_info(code)

    assert told["name_local"]
    with override(code):
        assert get_language_bidi() is told["bidi"]


def test_languages_without_a_complete_translation_are_not_offered() -> None:
    assert {code for code, _name in settings.SHIPPED_LANGUAGES}.isdisjoint(FIELD_LANGUAGES)


def test_catalogue_of_a_deployment_is_offered(tmp_path: Path) -> None:
    for code in ("am", "fa_AF", "fr", "notalanguage"):
        place = tmp_path / code / "LC_MESSAGES"
        place.mkdir(parents=True)
        (place / "django.mo").touch()

    found = added(folders(str(tmp_path)), [("fr", "French")])

    assert found == [("am", "Amharic"), ("fa-af", "Dari")]


def test_no_folder_of_catalogues_adds_nothing() -> None:
    assert added(folders(""), [("en", "English")]) == []
