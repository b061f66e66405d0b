"""The columns of lists that show how the system is used and set up: devices, opened records,
findings that wait, the journal without values, the content pack."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from openhbm.web.exporting.columns import ExportTable, column, through
from openhbm.web.exporting.tables import HEALTH, ID, IDENTITY, OPERATIONAL, PROTECTION, PUBLIC

DEVICES = ExportTable(
    name="devices",
    compartment=OPERATIONAL,
    related=("enrolled_by", "revoked_by"),
    columns=(
        ID,
        column("label", OPERATIONAL, "What the device is called"),
        column("place", OPERATIONAL, "Identifier of its post; empty for the centre", "place_id"),
        column("enrolled_at", OPERATIONAL, "Instant it was let in (UTC)"),
        column("enrolled_by", OPERATIONAL, "Who let it in", "enrolled_by.username"),
        column("last_seen_at", OPERATIONAL, "Instant it was last in use (UTC)"),
        column("revoked_at", OPERATIONAL, "Instant it was revoked (UTC)"),
        column("revoked_by", OPERATIONAL, "Who revoked it", through("revoked_by.username")),
    ),
)

OPENED = ExportTable(
    name="opened",
    compartment=IDENTITY,
    related=("user", "reviewed_by"),
    columns=(
        ID,
        column("opened_at", OPERATIONAL, "Instant the record was opened (UTC)", "from_at"),
        column("until_at", OPERATIONAL, "Instant until which it was open (UTC)"),
        column("opened_by", OPERATIONAL, "Who opened it", "user.username"),
        column("number", IDENTITY, "Registration number asked for"),
        column("reason", IDENTITY, "Why it could not wait"),
        column("reviewed_at", OPERATIONAL, "Instant of the review (UTC)"),
        column("reviewed_by", OPERATIONAL, "Who reviewed it", through("reviewed_by.username")),
        column("outcome", OPERATIONAL, "Judgement of the review"),
    ),
)

FINDINGS = ExportTable(
    name="findings",
    compartment=PROTECTION,
    also=HEALTH,
    related=("person", "screening"),
    post=attrgetter("screening.post_id"),
    columns=(
        column("id", PROTECTION, "Identifier of the record (UUID)"),
        column("person", PROTECTION, "Number of the person", "person.number"),
        column("code", PROTECTION, "Code of the need"),
        column("category", PROTECTION, "Category of the need"),
        column("priority", PROTECTION, "Priority, 0 is the most urgent"),
        column("rule", PROTECTION, "Rule that found it", "rule_id"),
        column("found_at", PROTECTION, "Instant of the finding (UTC)"),
        column("person_name", IDENTITY, "Name of the person", "person.name"),
    ),
)

JOURNAL = ExportTable(
    name="journal",
    compartment=OPERATIONAL,
    columns=(
        ID,
        column("sequence", OPERATIONAL, "Place in the chain"),
        column("at", OPERATIONAL, "Instant of the entry (UTC)"),
        column("type", OPERATIONAL, "What happened"),
        column("actor", OPERATIONAL, "Identifier of the user; empty for the system"),
    ),
)


def _changes(event: Any) -> list[str]:
    return [f"{change.field}: {change.value}" for part in event.parts for change in part]


HISTORY = ExportTable(
    name="history",
    compartment=OPERATIONAL,
    columns=(
        column("sequence", OPERATIONAL, "Place in the chain"),
        column("at", OPERATIONAL, "Instant of the entry (UTC)"),
        column("what", OPERATIONAL, "What happened, in the language of the page"),
        column("who", OPERATIONAL, "Who did it"),
        column("changes", OPERATIONAL, "Fields and values, as far as you may read them", _changes),
    ),
)

CONTENT = ExportTable(
    name="content",
    compartment=PUBLIC,
    columns=(
        column("kind", PUBLIC, "Kind of item"),
        column("id", PUBLIC, "Its id in the content"),
        column("title", PUBLIC, "Its title in the language of the page"),
        column("source", PUBLIC, "Where it comes from", "item.source"),
        column("reviewed_on", PUBLIC, "Day it was read", "item.reviewed_on"),
        column("verified", PUBLIC, "Whether somebody read the source itself", "item.verified"),
    ),
)

SIGNALS = ExportTable(
    name="signals",
    compartment=OPERATIONAL,
    related=("post",),
    columns=(
        ID,
        column("indicator", OPERATIONAL, "Identifier of the indicator in the content pack"),
        column("direction", OPERATIONAL, "received or sent"),
        column("source", OPERATIONAL, "Who says so, or who was told"),
        column("reliability", OPERATIONAL, "Grade of the source, A to F"),
        column("credibility", OPERATIONAL, "Grade of the content it came with, 1 to 6"),
        column("post", OPERATIONAL, "Code of the post", through("post.code")),
        column("place", OPERATIONAL, "Place as it was told"),
        column("happened", OPERATIONAL, "Day it speaks of", "happened_on"),
        column("reported_at", OPERATIONAL, "Instant it was reported (UTC)"),
        column("value", OPERATIONAL, "Number in the unit of the indicator"),
        column("strength", OPERATIONAL, "Strength of the signal, 0 to 1"),
        column("text", OPERATIONAL, "In words"),
        column("reference", OPERATIONAL, "Reference of the source"),
        column("agreement", OPERATIONAL, "Agreement a notice was sent under"),
    ),
)
