"""Everything a role can allow, in one list; `content/roles/` says which role allows what."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Reading or writing one compartment, or one act that a compartment does not decide."""

    READ_PUBLIC = "read_public"
    READ_OPERATIONAL = "read_operational"
    READ_IDENTITY = "read_identity"
    READ_MOVEMENT = "read_movement"
    READ_PROTECTION = "read_protection"
    READ_HEALTH = "read_health"
    READ_SECURITY = "read_security"
    READ_GRIEVANCE = "read_grievance"

    WRITE_PUBLIC = "write_public"
    WRITE_OPERATIONAL = "write_operational"
    WRITE_IDENTITY = "write_identity"
    WRITE_MOVEMENT = "write_movement"
    WRITE_PROTECTION = "write_protection"
    WRITE_HEALTH = "write_health"
    WRITE_SECURITY = "write_security"
    WRITE_GRIEVANCE = "write_grievance"

    DECIDE_ENTRY = "decide_entry"
    """Decide on a person's entry, as the law lets only officials of the border authority."""
    OPEN_POST = "open_post"
    """Start a shift: say whether a post is open, with which lanes and staff."""
    REVIEW_RESTRICTED = "review_restricted"
    """Judge findings about violence, trafficking and torture."""
    TAKE_REFERRALS = "take_referrals"
    """Receive, accept or decline and close referrals."""
    MANAGE_SERVICES = "manage_services"
    """Keep the directory of services: hours, languages, capacity."""
    JUDGE_PAIRS = "judge_pairs"
    """Say whether two records are one person, and take it back."""
    ISSUE_REPORTS = "issue_reports"
    """Put one's name under a situation report."""
    CONFIRM_ALERTS = "confirm_alerts"
    """Confirm an alert or stand it down."""
    PLAN_SCENARIOS = "plan_scenarios"
    """Load the places and roads of a crisis and work out what changes would make of it."""
    DRAFT_MEASURES = "draft_measures"
    """Prepare a legal measure for activation."""
    ACTIVATE_MEASURES = "activate_measures"
    """Put a legal measure into force or end it, as the State's act."""

    SET_ASIDE_AS_PROTECTION = "set_aside_as_protection"
    """Set a guard against return aside in one case, as protection officer."""
    SET_ASIDE_AS_LEGAL = "set_aside_as_legal"
    """The same, as legal adviser."""
    SET_ASIDE_AS_SUPERVISOR = "set_aside_as_supervisor"
    """The same, as the supervisor of the deciding official."""
    SET_ASIDE_AS_DOCTOR = "set_aside_as_doctor"
    """The same, as the doctor on duty."""

    BREAK_GLASS = "break_glass"
    """Open a record beyond one's posts for three hours, with a reason."""
    REVIEW_BREAK_GLASS = "review_break_glass"
    """Say afterwards whether the glass was rightly broken."""
    ERASE_PERSONS = "erase_persons"
    """Destroy a person's data on request or by rule."""
    READ_JOURNAL = "read_journal"
    """See who did what and when in the whole journal, without the values."""
    ADMINISTER_USERS = "administer_users"
    """Add users, give and end roles, deactivate."""
    RECOVER_ACCOUNTS = "recover_accounts"
    """Give a colleague of one's post a one-time code for a new password."""
    ENROL_DEVICES = "enrol_devices"
    """Let a tablet or phone into a post, and revoke it."""
    ADMINISTER_PLACES = "administer_places"
    """Add posts and areas, and change what every post relies on."""


COMPARTMENTS = (
    "public",
    "operational",
    "identity",
    "movement",
    "protection",
    "health",
    "security",
    "grievance",
)
"""The kinds of thing that a field can say."""


def reading(compartment: str) -> Permission:
    """The permission to read ``compartment``; ValueError when there is no such compartment."""
    return Permission(f"read_{compartment}")


def writing(compartment: str) -> Permission:
    """The permission to write ``compartment``; ValueError when there is no such compartment."""
    return Permission(f"write_{compartment}")


WALLED = frozenset({Permission.READ_PROTECTION, Permission.READ_HEALTH, Permission.READ_GRIEVANCE})
"""What no enforcement role may hold: said in trust, it is not used against anybody."""
