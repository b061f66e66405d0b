"""The columns of every list as a file. Ids are English and never change; new ones go to the end."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from openhbm.apps.ledger.compartments import Compartment
from openhbm.web.exporting.columns import ExportTable, column, through

OPERATIONAL, IDENTITY = Compartment.OPERATIONAL, Compartment.IDENTITY
MOVEMENT, PROTECTION, PUBLIC = Compartment.MOVEMENT, Compartment.PROTECTION, Compartment.PUBLIC
HEALTH = Compartment.HEALTH


def _nationalities(person: Any) -> list[str]:
    return [nationality.country for nationality in person.nationalities.all()]


def _counts(row: Any) -> list[str]:
    return [f"{band}: {persons}" for band, persons in sorted(row.counts.items())]


ID = column("id", OPERATIONAL, "Identifier of the record (UUID)")

PERSONS = ExportTable(
    name="persons",
    compartment=IDENTITY,
    related=("registered_post",),
    prefetched=("nationalities",),
    post=attrgetter("registered_post_id"),
    columns=(
        ID,
        column("number", OPERATIONAL, "Registration number"),
        column("name", IDENTITY, "Name as it is used"),
        column("description", IDENTITY, "Description of a person without a name"),
        column("sex", IDENTITY, "F, M, X or U (unknown)"),
        column("birth", IDENTITY, "Birth date as far as it is known: 1988-03-14, 1988-03, 1988~2"),
        column("birth_earliest", IDENTITY, "First day the birth date can be", "birth_on_low"),
        column("birth_latest", IDENTITY, "Last day the birth date can be", "birth_on_high"),
        column("age_years", IDENTITY, "Age as it was told"),
        column("age_as_of", IDENTITY, "Day on which the age was told", "age_as_of_on"),
        column("nationalities", IDENTITY, "Nationalities (ISO 3166-1 alpha-3)", _nationalities),
        column("preferred_language", IDENTITY, "Preferred language (BCP 47)"),
        column("origin", IDENTITY, "Where the person comes from"),
        column("post", OPERATIONAL, "Code of the post", through("registered_post.code")),
        column("registered_at", OPERATIONAL, "Instant of registration (UTC)"),
        column("tier", OPERATIONAL, "How fully the person is registered, 0 to 3"),
    ),
)

GROUPS = ExportTable(
    name="groups",
    compartment=IDENTITY,
    related=("post", "focal_person"),
    post=attrgetter("post_id"),
    columns=(
        ID,
        column("number", OPERATIONAL, "Group number"),
        column("label", IDENTITY, "What the group is called"),
        column("persons", OPERATIONAL, "Persons in the group as counted", "size"),
        column("counts", OPERATIONAL, "Persons by sex and age band", _counts),
        column(
            "focal_person", IDENTITY, "Number of the focal person", through("focal_person.number")
        ),
        column("origin", MOVEMENT, "Where the group comes from"),
        column("destination", MOVEMENT, "Where the group is going"),
        column("token", OPERATIONAL, "Token handed out"),
        column("post", OPERATIONAL, "Code of the post", "post.code"),
        column("registered_at", OPERATIONAL, "Instant of registration (UTC)"),
    ),
)

ARRIVALS = ExportTable(
    name="arrivals",
    compartment=OPERATIONAL,
    related=("post",),
    post=attrgetter("post_id"),
    columns=(
        ID,
        column("starts_at", OPERATIONAL, "Start of the time counted (UTC)"),
        column("ends_at", OPERATIONAL, "End of the time counted (UTC)"),
        column("day", OPERATIONAL, "Day the persons are counted for", "crossed_on"),
        column("post", OPERATIONAL, "Code of the post", "post.code"),
        column("country", OPERATIONAL, "Country of the post (ISO 3166-1 alpha-3)", "post.country"),
        column("direction", OPERATIONAL, "Direction, such as in, out or transit"),
        column("persons", OPERATIONAL, "Persons counted"),
        column("counts", OPERATIONAL, "Persons by sex and age band", _counts),
        column("mode", OPERATIONAL, "Means of transport"),
        column("vulnerable_seen", OPERATIONAL, "Of them visibly in need of help"),
        column("source", OPERATIONAL, "Who counted"),
    ),
)

CROSSINGS = ExportTable(
    name="crossings",
    compartment=MOVEMENT,
    related=("post", "person", "group"),
    post=attrgetter("post_id"),
    columns=(
        column("id", MOVEMENT, "Identifier of the record (UUID)"),
        column("crossed_at", MOVEMENT, "Instant of the crossing (UTC)"),
        column("post", MOVEMENT, "Code of the post", "post.code"),
        column("direction", MOVEMENT, "Direction, such as in, out or transit"),
        column("mode", MOVEMENT, "Means of transport"),
        column("flow_type", MOVEMENT, "Kind of movement"),
        column("person", MOVEMENT, "Number of the person", through("person.number")),
        column("group", MOVEMENT, "Number of the group", through("group.number")),
        column("person_name", IDENTITY, "Name of the person", through("person.name")),
        column("group_label", IDENTITY, "What the group is called", through("group.label")),
    ),
)

REFERRALS = ExportTable(
    name="referrals",
    compartment=PROTECTION,
    also=HEALTH,
    related=("person", "service", "post"),
    post=attrgetter("post_id"),
    columns=(
        column("id", PROTECTION, "Identifier of the record (UUID)"),
        column("person", PROTECTION, "Number of the person", "person.number"),
        column("service", PROTECTION, "Service referred to", "service.name"),
        column("provider", PROTECTION, "Who provides the service", "service.provider"),
        column("post", PROTECTION, "Code of the post", through("post.code")),
        column("priority", PROTECTION, "Priority, 0 is the most urgent"),
        column("state", PROTECTION, "State of the referral"),
        column("needs", PROTECTION, "Codes of the needs"),
        column("sent_at", PROTECTION, "Instant of sending (UTC)"),
        column("due_at", PROTECTION, "Instant by which the first action is due (UTC)"),
        column("received_at", PROTECTION, "Instant of receipt (UTC)"),
        column("accepted_at", PROTECTION, "Instant of acceptance (UTC)"),
        column("completed_at", PROTECTION, "Instant of completion (UTC)"),
        column("decline_reason", PROTECTION, "Why the service declined"),
        column("outcome", PROTECTION, "What came of it"),
        column("person_name", IDENTITY, "Name of the person", "person.name"),
    ),
)

ALERTS = ExportTable(
    name="alerts",
    compartment=OPERATIONAL,
    related=("post",),
    columns=(
        ID,
        column("post", OPERATIONAL, "Code of the post", "post.code"),
        column("level", OPERATIONAL, "Level of the alert, 0 to 4"),
        column("since", OPERATIONAL, "First day of the level", "since_on"),
        column("raised_at", OPERATIONAL, "Instant of the alert (UTC)"),
        column("arrivals", OPERATIONAL, "Arrivals on the day it was raised"),
        column("usual_arrivals", OPERATIONAL, "Arrivals usual for such a day"),
        column(
            "load_ratio", OPERATIONAL, "Arrivals by what the post lets through", "capacity_ratio"
        ),
        column("is_open", OPERATIONAL, "Whether it still stands"),
        column("ended_at", OPERATIONAL, "Instant of its end (UTC)"),
        column("confirmed_at", OPERATIONAL, "Instant a person confirmed it (UTC)"),
    ),
)

REPORTS = ExportTable(
    name="reports",
    compartment=OPERATIONAL,
    related=("post",),
    columns=(
        ID,
        column("number", OPERATIONAL, "Number of the report"),
        column("period_from", OPERATIONAL, "First day reported on", "period_from_on"),
        column("period_to", OPERATIONAL, "Last day reported on", "period_to_on"),
        column("post", OPERATIONAL, "Code of the post; empty for all", through("post.code")),
        column("level", OPERATIONAL, "Level of the alert, 0 to 4"),
        column("status", OPERATIONAL, "draft or issued"),
        column("made_at", OPERATIONAL, "Instant of composing (UTC)"),
        column("issued_at", OPERATIONAL, "Instant of issuing (UTC)"),
    ),
)
