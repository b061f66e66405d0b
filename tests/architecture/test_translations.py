"""Every text of pages and of the shipped content is there in every language that is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from pydantic import BaseModel
from scripts import messages

from openhbm.content.languages import COMPLETE
from openhbm.content.loader import SHIPPED, load_pack
from tests.architecture.sources import report

TRANSLATED = sorted(set(COMPLETE) - {"en"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@cache
def sources() -> Catalog:
    """Extracted anew from the code and the templates as they stand."""
    return messages.template()


@cache
def catalogue(language: str) -> Catalog:
    return messages.catalogue(language)


def forms_of(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def test_pages_and_content_are_offered_in_the_same_languages() -> None:
    assert tuple(code for code, _name in settings.SHIPPED_LANGUAGES) == COMPLETE
    assert messages.languages() == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_pages_is_translated(language: str) -> None:
    missing = messages.untranslated(catalogue(language), sources())

    assert not missing, report(f"Translate in locale/{language} (scripts/messages.py):", missing)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_holds_no_text_that_is_gone(language: str) -> None:
    known = {(str(message.id), message.context) for message in sources()}
    gone = [
        str(message.id)
        for message in catalogue(language)
        if message.id and (str(message.id), message.context) not in known
    ]

    assert not gone, report("No longer in the sources; run scripts/messages.py:", gone)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_has_the_placeholders_of_its_text(language: str) -> None:
    """A form for one or two may leave the number out; no form may ask for what is not given."""
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        asked = placeholders("".join(message.id) if message.pluralizable else str(message.id))
        for form in forms_of(message):
            given = placeholders(form)
            if given != asked and not (message.pluralizable and given < asked):
                wrong.append(f"{form!r} instead of {sorted(asked)}")

    assert not wrong, report("Placeholders differ:", wrong)


def test_arabic_has_a_form_for_each_of_its_six_numbers() -> None:
    known = catalogue("ar")
    incomplete = [
        str(message.id)
        for message in known
        if message.pluralizable and (len(forms_of(message)) != 6 or not all(forms_of(message)))
    ]

    assert known.num_plurals == 6
    assert not incomplete, report("Arabic counts none, one, two, few, many, other:", incomplete)


def texts_in(value: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text given by language anywhere inside an item, and where it stands."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, dict):
        if isinstance(value.get("en"), str | tuple):
            yield where, value
        else:
            for key, inner in value.items():
                yield from texts_in(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts_in(inner, f"{where}[{number}]")


@cache
def content_texts() -> list[tuple[str, dict[str, Any]]]:
    pack = load_pack(SHIPPED)
    return [
        found
        for schema, items in pack._items.items()
        for item in items.values()
        for found in texts_in(item, f"{schema.__name__} {item.id}")
    ]


@pytest.mark.parametrize("language", COMPLETE)
def test_every_text_of_the_content_is_translated(language: str) -> None:
    missing = [where for where, text in content_texts() if not text.get(language)]

    assert len(content_texts()) > 300
    assert not missing, report(f"Add a line `{language}: …`:", missing)


@pytest.mark.parametrize("language", TRANSLATED)
def test_content_translation_has_the_placeholders_of_its_text(language: str) -> None:
    wrong = [
        where
        for where, text in content_texts()
        if isinstance(text["en"], str)
        and placeholders(str(text.get(language, text["en"]))) != placeholders(text["en"])
    ]

    assert not wrong, report("Placeholders differ:", wrong)
