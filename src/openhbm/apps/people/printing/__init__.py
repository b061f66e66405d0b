"""Paper for people: tokens, wristbands, cards and lists, in any script, as PDF."""

from openhbm.apps.people.printing.cards import card_pdf
from openhbm.apps.people.printing.fonts import FontsMissing
from openhbm.apps.people.printing.holders import (
    Holder,
    NextStep,
    holder_of_group,
    holders_for,
    listed_for,
)
from openhbm.apps.people.printing.lists import ListedPerson, list_pdf
from openhbm.apps.people.printing.sealed import (
    SealedPaper,
    attestation_pdf,
    sealed_card_pdf,
    sealed_wristband_pdf,
)
from openhbm.apps.people.printing.sealing import sealed_papers_for
from openhbm.apps.people.printing.tokens import token_pdf, wristband_pdf

__all__ = [
    "FontsMissing",
    "Holder",
    "ListedPerson",
    "NextStep",
    "SealedPaper",
    "attestation_pdf",
    "card_pdf",
    "holder_of_group",
    "holders_for",
    "list_pdf",
    "listed_for",
    "sealed_card_pdf",
    "sealed_papers_for",
    "sealed_wristband_pdf",
    "token_pdf",
    "wristband_pdf",
]
