"""What a role allows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TABLES: Mapping[str, Mapping[str, Any]] = {
    "permission": {
        "read_public": _("read public data"),
        "read_operational": _("read figures and plans"),
        "read_identity": _("read who people are"),
        "read_movement": _("read crossings and decisions"),
        "read_protection": _("read what is said in screening and referrals"),
        "read_health": _("read health data"),
        "read_security": _("read security data"),
        "read_grievance": _("read complaints"),
        "write_public": _("change public data"),
        "write_operational": _("record figures and plans"),
        "write_identity": _("register people"),
        "write_movement": _("record crossings"),
        "write_protection": _("record screenings and referrals"),
        "write_health": _("record health data"),
        "write_security": _("record security data"),
        "write_grievance": _("record complaints"),
        "decide_entry": _("decide on entry"),
        "open_post": _("open and close the post, start a shift"),
        "review_restricted": _("judge findings about violence and trafficking"),
        "take_referrals": _("receive, accept and close referrals"),
        "manage_services": _("keep the directory of services"),
        "judge_pairs": _("say whether two records are one person"),
        "issue_reports": _("issue situation reports"),
        "confirm_alerts": _("confirm alerts and stand them down"),
        "plan_scenarios": _("work out what-if scenarios"),
        "draft_measures": _("draft legal measures"),
        "activate_measures": _("put legal measures into force"),
        "set_aside_as_protection": _("set a guard aside, as protection officer"),
        "set_aside_as_legal": _("set a guard aside, as legal adviser"),
        "set_aside_as_supervisor": _("set a guard aside, as supervisor"),
        "set_aside_as_doctor": _("set a guard aside, as doctor"),
        "break_glass": _("open a record beyond the post for three hours"),
        "review_break_glass": _("review opened records"),
        "erase_persons": _("erase persons"),
        "read_journal": _("read the whole journal, without values"),
        "administer_users": _("keep accounts and roles"),
        "recover_accounts": _("help colleagues back in"),
        "enrol_devices": _("let devices in"),
        "administer_places": _("keep posts and areas"),
    },
    "scope": {
        "post": _("at a post"),
        "national": _("everywhere"),
        "service": _("at a service"),
    },
}
