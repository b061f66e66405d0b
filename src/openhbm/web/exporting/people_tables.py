"""The columns of lists that lead to people: members, papers, pairs, hits, searches, pictures.

The queries of pairs, hits, searches and pictures bring a row only to whoever reads every
compartment of its columns there, so that no value of it has to be blanked.
"""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any

from openhbm.apps.identity.pairs.queries import Sides
from openhbm.apps.ledger.compartments import Compartment
from openhbm.web.exporting.columns import ExportTable, column, through
from openhbm.web.exporting.tables import IDENTITY, MOVEMENT, PROTECTION

SECURITY = Compartment.SECURITY


def _agreeing(sides: Sides) -> list[str]:
    return [evidence.signal for evidence in sides.match.evidence if evidence.weight > 0]


def _differing(sides: Sides) -> list[str]:
    return [evidence.signal for evidence in sides.match.evidence if evidence.weight < 0]


def _read(picture: Any) -> str:
    """What the machine made of a picture."""
    if not picture.reading:
        return "nothing"
    return "right" if picture.reading.get("is_valid") else "unclear"


MEMBERS = ExportTable(
    name="members",
    compartment=IDENTITY,
    related=("person", "group"),
    columns=(
        column("id", IDENTITY, "Identifier of the membership (UUID)"),
        column("group", IDENTITY, "Group number", "group.number"),
        column("person", IDENTITY, "Number of the person", "person.number"),
        column("name", IDENTITY, "Name as it is used", "person.name"),
        column("description", IDENTITY, "Description of a person without a name",
               "person.description"),
        column("relationship", IDENTITY, "Relationship to the focal person"),
        column("sex", IDENTITY, "F, M, X or U (unknown)", "person.sex"),
        column("birth", IDENTITY,
               "Birth date as far as it is known: 1988-03-14, 1988-03, 1988~2", "person.birth"),
        column("age_years", IDENTITY, "Age as it was told", "person.age_years"),
        column("age_as_of", IDENTITY, "Day on which the age was told", "person.age_as_of_on"),
        column("since", IDENTITY, "Instant of joining the group (UTC)", "from_at"),
    ),
)  # fmt: skip

CARDS = ExportTable(
    name="papers",
    compartment=IDENTITY,
    related=("person",),
    columns=(
        column("id", IDENTITY, "Identifier of the record (UUID)"),
        column("person", IDENTITY, "Number of the person", "person.number"),
        column("kind", IDENTITY, "What the paper attests"),
        column("serial", IDENTITY, "Serial number"),
        column("issued_at", IDENTITY, "Instant of issuing (UTC)"),
        column("expires_at", IDENTITY, "Instant until which it is valid (UTC)"),
        column("revoked_at", IDENTITY, "Instant it was revoked (UTC)"),
        column("end", IDENTITY, "Why it was revoked"),
    ),
)

PAIRS = ExportTable(
    name="pairs",
    compartment=IDENTITY,
    columns=(
        column("id", IDENTITY, "Identifier of the pair (UUID)", "pair.id"),
        column("state", IDENTITY, "What was judged of it", "pair.state"),
        column("found_at", IDENTITY, "Instant it was found (UTC)", "pair.found_at"),
        column("found_by", IDENTITY, "What found it", "pair.found_by"),
        column("first", IDENTITY, "Number of the record registered first", "left.number"),
        column("first_name", IDENTITY, "Name in it", "left.name"),
        column("later", IDENTITY, "Number of the record registered later", "right.number"),
        column("later_name", IDENTITY, "Name in it", "right.name"),
        column("proposal", IDENTITY, "What the comparison proposes; a person judges",
               "match.judgement.value"),
        column("agrees", IDENTITY, "What agrees, the strongest first", _agreeing),
        column("differs", IDENTITY, "What speaks against it", _differing),
    ),
)  # fmt: skip

HITS = ExportTable(
    name="hits",
    compartment=SECURITY,
    related=("person", "entry__watch_list"),
    columns=(
        column("id", SECURITY, "Identifier of the hit (UUID)"),
        column("person", SECURITY, "Number of the person", "person.number"),
        column("person_name", IDENTITY, "Name of the person", "person.name"),
        column("listed_as", SECURITY, "First name of the entry", "entry"),
        column("list", SECURITY, "Name of the list", "entry.watch_list.name"),
        column("state", SECURITY, "How far it is read"),
        column("outcome", SECURITY, "What two readers agreed on"),
        column("found_at", SECURITY, "Instant it was found (UTC)"),
        column("due_at", SECURITY, "Instant by which it is to be read (UTC)"),
        column("closed_at", SECURITY, "Instant of closing (UTC)"),
    ),
)

WATCH_LISTS = ExportTable(
    name="watch-lists",
    compartment=SECURITY,
    columns=(
        column("id", SECURITY, "Identifier of the list (UUID)"),
        column("code", SECURITY, "Code of the list"),
        column("name", SECURITY, "Name of the list"),
        column("standing", SECURITY, "Entries that stand"),
        column("gone", SECURITY, "Entries no longer listed"),
        column("imported_at", SECURITY, "Instant of the last import (UTC)"),
    ),
)

HITS_BY_SCRIPT = ExportTable(
    name="hits-by-script",
    compartment=SECURITY,
    columns=(
        column("code", SECURITY, "Script or nationality; empty where it is not stated"),
        column("compared", SECURITY, "Persons compared, each once a screening", "screened"),
        column("hits", SECURITY, "Hits among them"),
        column("closed", SECURITY, "Of these closed"),
        column("others", SECURITY, "Of the closed ones somebody else"),
    ),
)
HITS_BY_NATIONALITY = replace(HITS_BY_SCRIPT, name="hits-by-nationality")

SEARCHES = ExportTable(
    name="tracing",
    compartment=PROTECTION,
    related=("person",),
    columns=(
        column("id", PROTECTION, "Identifier of the record (UUID)"),
        column("sought", PROTECTION, "Name of the relative looked for", "other_name"),
        column("relationship", PROTECTION, "Relationship to the person who looks"),
        column("person", PROTECTION, "Number of the person who looks", "person.number"),
        column("person_name", IDENTITY, "Name of that person", "person.name"),
        column("whereabouts", PROTECTION, "Where the relative is, as far as is known"),
        column("separated", PROTECTION, "When they lost each other", "separated_on"),
        column("separated_at_place", PROTECTION, "Where they lost each other"),
    ),
)

PAPER_PICTURES = ExportTable(
    name="pictures",
    compartment=IDENTITY,
    related=("person__registered_post",),
    columns=(
        column("id", IDENTITY, "Identifier of the picture (UUID)"),
        column("person", IDENTITY, "Number of the person", "person.number"),
        column("person_name", IDENTITY, "Name of the person", "person.name"),
        column("post", IDENTITY, "Code of the post", through("person.registered_post.code")),
        column("taken_at", IDENTITY, "Instant it was taken (UTC)"),
        column("received_at", IDENTITY, "Instant it was received (UTC)"),
        column("read", IDENTITY, "right: check digits are right; unclear; nothing was read", _read),
    ),
)

SET_ASIDES = ExportTable(
    name="set-aside",
    compartment=MOVEMENT,
    related=("crossing", "person"),
    post=attrgetter("crossing.post_id"),
    columns=(
        column("id", MOVEMENT, "Identifier of the record (UUID)"),
        column("person", MOVEMENT, "Number of the person", "person.number"),
        column("rule", MOVEMENT, "Guard that was set aside"),
        column("capacity", MOVEMENT, "Capacity of whoever set it aside"),
        column("by", MOVEMENT, "Identifier of the user", "set_aside_by_id"),
        column("set_aside_at", MOVEMENT, "Instant of setting it aside (UTC)"),
        column("until_at", MOVEMENT, "Instant until which it holds (UTC)"),
    ),
)
