"""What a check of a seal answers: valid or refused, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from openhbm.core.values import Phrase, Reason, reason_of, said


class Standing(StrEnum):
    """What is known about a paper; it says nothing about the person who shows it."""

    VALID = "valid"
    REFUSED = "refused"


class Fault(StrEnum):
    """Why a paper is refused, in the order in which it is looked for."""

    UNREADABLE = "unreadable"
    NO_SIGNATURE = "no_signature"
    UNKNOWN_SIGNER = "unknown_signer"
    ALTERED = "altered"
    SIGNER_NOT_ALLOWED = "signer_not_allowed"
    SIGNER_EXPIRED = "signer_expired"
    KEY_REVOKED = "key_revoked"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIST_STALE = "list_stale"
"""Not a fault: the list of revoked cards at hand is older than it should be."""


def fault_phrase(fault: Fault, detail: str = "") -> Phrase:
    """The sentence that a fault is told with; ``detail`` is what was found."""
    return _PHRASES[fault](detail)


_PHRASES: dict[Fault, Callable[[str], Phrase]] = {
    Fault.UNREADABLE: lambda detail: said(
        "This is no seal that can be read: %(detail)s.", detail=detail
    ),
    Fault.NO_SIGNATURE: lambda _detail: said("Nobody has signed this seal."),
    Fault.UNKNOWN_SIGNER: lambda detail: said(
        "It is signed with a key that this post does not know (%(key)s). Ask the centre for a"
        " newer trust file.",
        key=detail,
    ),
    Fault.ALTERED: lambda _detail: said(
        "The signature does not fit: it was changed, or somebody else made it."
    ),
    Fault.SIGNER_NOT_ALLOWED: lambda detail: said(
        "Its signer may not issue such papers: %(detail)s.", detail=detail
    ),
    Fault.SIGNER_EXPIRED: lambda detail: said(
        "Its signer's certificate was not valid when it was issued (%(detail)s).", detail=detail
    ),
    Fault.KEY_REVOKED: lambda detail: said(
        "The key it is signed with was revoked: %(detail)s. Ask the holder to have it issued anew.",
        detail=detail,
    ),
    Fault.NOT_YET: lambda detail: said("It is valid from %(day)s only.", day=detail),
    Fault.EXPIRED: lambda detail: said("It expired on %(day)s.", day=detail),
    Fault.REVOKED: lambda _detail: said(
        "It was revoked: lost, replaced or issued by mistake. Ask the holder to have it issued"
        " anew."
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paper stands, why not, and what else to know (``notes``)."""

    standing: Standing
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the paper is as it was issued, by somebody trusted, and still in force."""
        return self.standing is Standing.VALID

    @property
    def fault(self) -> str:
        """The code of the first reason; empty when valid."""
        return self.reasons[0].code if self.reasons else ""


def refused(fault: Fault, detail: str = "", source: str = "") -> Verdict:
    """A refusal for one reason."""
    phrase = fault_phrase(fault, detail)
    return Verdict(Standing.REFUSED, (reason_of(fault.value, phrase, source),))


def valid(*notes: Reason) -> Verdict:
    """A paper that stands, with what else to know about it."""
    return Verdict(Standing.VALID, (), notes)


def stale_note(day: str) -> Reason:
    """That revocations since ``day`` may be missing here."""
    phrase = said(
        "Cards revoked since %(day)s may not be known here. Bring a newer trust file.", day=day
    )
    return reason_of(LIST_STALE, phrase)


class SealError(ValueError):
    """A seal cannot be read or made; the message says what was found."""
