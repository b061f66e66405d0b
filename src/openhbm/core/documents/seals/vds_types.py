"""What the messages of the seals in use mean (BSI TR-03137, ICAO Doc 9303-13), by document type.

Of a type that is not listed, messages are shown by their tag: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openhbm.core.documents.seals import c40
from openhbm.core.documents.seals.vds import Seal
from openhbm.core.documents.seals.verdicts import SealError

Form = Callable[[bytes], str]


def _text(value: bytes) -> str:
    return c40.decoded(value).strip()


def _utf8(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _hex(value: bytes) -> str:
    return value.hex().upper()


def _zone(characters: int, line: int) -> Form:
    """A machine-readable zone: blanks are its fillers, and those at the end are left out."""

    def form(value: bytes) -> str:
        whole = c40.decoded(value).replace(" ", "<").ljust(characters, "<")[:characters]
        return "\n".join(whole[at : at + line] for at in range(0, characters, line))

    return form


_TD2, _MRV_A, _MRV_B = _zone(72, 36), _zone(88, 44), _zone(72, 36)


@dataclass(frozen=True, slots=True)
class SealType:
    """A type of document: its name, and what each message holds and how it is written."""

    id: str
    messages: Mapping[int, tuple[str, Form]]


_VISA = {
    1: ("mrv_a", _MRV_A),
    2: ("mrv_b", _MRV_B),
    3: ("entries", _hex),
    4: ("duration_of_stay", _hex),
    5: ("passport_number", _text),
}
_ADDRESS = {1: ("document_number", _text), 2: ("area_code", _text), 3: ("address", _text)}
TYPES = {
    "FD02": SealType("arrival_attestation", {2: ("mrz", _TD2), 3: ("number", _text)}),
    "5E03": SealType("emergency_travel_document", {2: ("mrz", _TD2)}),
    "5D01": SealType("visa", _VISA),
    "FB06": SealType("residence_permit", {2: ("mrz", _TD2), 3: ("passport_number", _text)}),
    "FA06": SealType("residence_supplement", {4: ("mrz", _TD2), 5: ("sheet_number", _text)}),
    "F908": SealType("address_on_identity_card", _ADDRESS),
    "F80A": SealType("address_in_passport", _ADDRESS),
    "FC04": SealType(
        "social_insurance",
        {
            1: ("number", _text),
            2: ("family_name", _utf8),
            3: ("given_name", _utf8),
            4: ("name_at_birth", _utf8),
        },
    ),
}


def named_messages(seal: Seal) -> dict[str, str]:
    """What a seal says, by the name of each message; a tag of two hexadecimal digits when the
    message is not known, with its bytes in hexadecimal."""
    known = TYPES.get(seal.type)
    found = {}
    for tag, value in seal.messages:
        name, form = known.messages.get(tag, ("", _hex)) if known else ("", _hex)
        try:
            found[name or f"{tag:02X}"] = form(value)
        except SealError:
            found[name or f"{tag:02X}"] = _hex(value)
    return found


def messages_for(type: str, said: Mapping[str, str]) -> tuple[tuple[int, bytes], ...]:
    """The messages of a seal to be made, from words by name; SealError for a name or type that
    is not known, or a letter that a seal has no room for."""
    known = TYPES.get(type)
    if known is None:
        raise SealError(f"seals of type {type!r} are not made here")
    tags = {name: (tag, form) for tag, (name, form) in known.messages.items()}
    found = []
    for name, text in said.items():
        if name not in tags:
            raise SealError(f"{known.id} has no message {name!r}")
        tag, form = tags[name]
        found.append((tag, _written(text, form)))
    return tuple(sorted(found))


def _written(text: str, form: Form) -> bytes:
    if form is _utf8:
        return text.encode()
    if form is _hex:
        return bytes.fromhex(text)
    return c40.encoded(text.replace("\n", "").rstrip("<"))
