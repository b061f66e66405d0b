"""The consolidated list of the United Nations Security Council (XML).

External entities and document types are refused (defusedxml). Good and low aliases are kept apart,
as the list does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from openhbm.apps.identity.watch.formats.entries import (
    ListedPerson,
    birth_text,
    distinct,
    sex_of,
)
from openhbm.apps.ledger.errors import ActionError

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def persons_in(data: bytes) -> Iterator[ListedPerson]:
    """The individuals of the list. ActionError when it is no XML, or holds external entities."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ActionError(
            f"The file is no list of the United Nations: {error}",
            field="file",
            remedy="Give the consolidated list as XML, without document types.",
        ) from None
    for element in root.iter("INDIVIDUAL"):
        key = _text(element, "DATAID") or _text(element, "REFERENCE_NUMBER")
        if key:
            yield _person(element, key)


def _person(element: Any, key: str) -> ListedPerson:
    aliases = element.findall("INDIVIDUAL_ALIAS")
    low = [a for a in aliases if _text(a, "QUALITY").lower() == "low"]
    good = [a for a in aliases if a not in low]
    whole = " ".join(filter(None, (_text(element, name) for name in _NAMES)))
    return ListedPerson(
        key=key[:160],
        names=distinct(
            [
                whole,
                _text(element, "NAME_ORIGINAL_SCRIPT"),
                *(_text(alias, "ALIAS_NAME") for alias in good),
            ]
        ),
        weak=distinct(_text(alias, "ALIAS_NAME") for alias in low),
        births=distinct(map(_birth, element.findall("INDIVIDUAL_DATE_OF_BIRTH"))),
        sex=sex_of([_text(element, "GENDER")]),
        nationalities=distinct(value.text for value in element.findall("NATIONALITY/VALUE")),
        documents=distinct(
            _text(document, "NUMBER") for document in element.findall("INDIVIDUAL_DOCUMENT")
        ),
        programmes=distinct([_text(element, "UN_LIST_TYPE")]),
    )


def _birth(element: Any) -> str:
    first, last = _text(element, "FROM_YEAR"), _text(element, "TO_YEAR")
    if first and last:
        return birth_text(f"{first} {last}")
    about = _text(element, "TYPE_OF_DATE").upper() == "APPROXIMATELY"
    return birth_text(_text(element, "DATE") or _text(element, "YEAR"), about=about)


def _text(element: Any, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
