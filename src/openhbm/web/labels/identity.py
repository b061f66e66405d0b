"""Words about likely matches and what speaks for and against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TABLES: Mapping[str, Mapping[str, Any]] = {
    "signal": {
        "names": _("Name"),
        "own_name": _("Own name"),
        "birth": _("Born"),
        "sex": _("Sex"),
        "place": _("Place"),
        "document": _("Document"),
        "phone": _("Phone"),
        "father": _("Father"),
        "mother": _("Mother"),
        "household": _("Household"),
        "together": _("The household together"),
        "parent_name": _("Parent's name"),
        "sibling_names": _("Brothers and sisters"),
        "spouse_name": _("Spouse"),
        "mutual": _("Looks for the other"),
        "separation_place": _("Where they lost each other"),
        "separation_date": _("When they lost each other"),
    },
    "identity_judgement": {
        "match": _("Probably the same person"),
        "unsure": _("Perhaps the same person"),
        "no_match": _("Probably somebody else"),
        "not_judged": _("Too little is known to say"),
    },
    "trace_judgement": {
        "match": _("Probably the relative"),
        "unsure": _("Perhaps the relative"),
    },
    "strength": {
        "strong": _("speaks strongly for it"),
        "for": _("speaks for it"),
        "weak": _("says little"),
        "against": _("speaks against it"),
        "strong_against": _("speaks strongly against it"),
    },
}
