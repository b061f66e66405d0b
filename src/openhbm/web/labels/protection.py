"""Words about needs, referrals, their clocks, and how supplies stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from openhbm.apps.casework.codes import Disclosable

TABLES: Mapping[str, Mapping[str, Any]] = {
    "priority": {
        "0": _("P0 immediate"),
        "1": _("P1 within 24 hours"),
        "2": _("P2 within 72 hours"),
        "3": _("P3 within 14 days"),
    },
    "disclosable": dict(Disclosable.choices),
    "derogation_test": {
        "DG1": _("Officially proclaimed before it starts"),
        "DG2": _("The emergency threatens the life of the nation"),
        "DG3": _("No right is suspended that may never be"),
        "DG4": _("Strictly necessary and proportionate"),
        "DG5": _("Without discrimination"),
        "DG6": _("In keeping with other obligations"),
        "DG7": _("Of limited duration, with reviews"),
        "DG8": _("Notified to the other States"),
        "DG9": _("Overseen by a parliament or court"),
    },
    "never_suspended": {
        "non_refoulement": _("Protection from being sent into danger"),
        "fair_trial_core": _("The core of a fair trial"),
        "hostage_taking": _("The ban on taking hostages"),
        "unacknowledged_detention": _("The ban on unacknowledged detention"),
        "collective_punishment": _("The ban on collective punishment"),
        "deportation_without_grounds": _("The ban on deportation without grounds"),
    },
    "distinction": {
        "race": _("race"),
        "colour": _("colour"),
        "sex": _("sex"),
        "language": _("language"),
        "religion": _("religion"),
        "social_origin": _("social origin"),
    },
    "eligibility": {
        "crisis_affected": _("affected by the crisis"),
        "habitually_resident": _("habitually resident there"),
        "family_member": _("family member of such a person"),
    },
    "regardless": {
        "nationality": _("nationality"),
        "marital_status": _("marital status"),
        "economic_status": _("economic status"),
        "documents": _("documents"),
        "manner_of_entry": _("manner of entry"),
    },
    "line_status": {
        "green": _("enough"),
        "amber": _("short soon"),
        "red": _("short"),
        "unknown": _("not counted"),
    },
}
