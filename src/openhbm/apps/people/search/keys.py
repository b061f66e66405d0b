"""The keys a person or group is found by. They follow from the rows and can be made anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from openhbm.apps.people.codes import ContactKind
from openhbm.apps.people.search.folding import digits_of, folded_code, folded_words

LONGEST_KEY = 64
PHONE_KINDS = frozenset({ContactKind.PHONE, ContactKind.MESSENGER})
NUMBER, NAME, DOCUMENT, PHONE, TOKEN = "number", "name", "document", "phone", "token"


class Key(NamedTuple):
    """One key. Numbers and phones are kept backwards: people know and type their ends."""

    kind: str
    text: str


def keys_of_person(
    person: Any, names: Iterable[str], documents: Iterable[str], phones: Iterable[str]
) -> frozenset[Key]:
    """Every key of a person, from the texts of the rows about them."""
    found = _number_keys(person.number)
    for name in (person.name, person.description, *names):
        found |= {Key(NAME, word) for word in folded_words(name)}
    found |= {Key(DOCUMENT, folded_code(number)) for number in documents}
    found |= {Key(PHONE, backwards(digits_of(phone))) for phone in phones}
    return _kept(found)


def keys_of_group(group: Any) -> frozenset[Key]:
    """Every key of a group: its number, what it is called, the token it was given."""
    found = _number_keys(group.number)
    found |= {Key(NAME, word) for word in folded_words(group.label)}
    found.add(Key(TOKEN, folded_code(group.token)))
    return _kept(found)


def keys_of_rows(person: Any) -> frozenset[Key]:
    """The same from the stored rows of a person, fetched with names, documents and contacts."""
    return keys_of_person(
        person,
        [name.full for name in person.names.all()],
        [document.number for document in person.documents.all()],
        [c.value for c in person.contacts.all() if c.kind in PHONE_KINDS],
    )


def _number_keys(number: str) -> set[Key]:
    """The number with its check character, and without: one is on the card, one is said aloud."""
    code = folded_code(number)
    return {Key(NUMBER, backwards(code)), Key(NUMBER, backwards(code[:-1]))}


def backwards(text: str) -> str:
    return text[::-1]


def _kept(found: set[Key]) -> frozenset[Key]:
    return frozenset(Key(kind, text[:LONGEST_KEY]) for kind, text in found if text)
