"""The columns of lists that are not about people: posts, services, measures, users, imports."""

from __future__ import annotations

from openhbm.apps.ledger.compartments import Compartment
from openhbm.web.exporting.columns import ExportTable, column, through
from openhbm.web.exporting.tables import ID, OPERATIONAL, PUBLIC

POSTS = ExportTable(
    name="posts",
    compartment=Compartment.PUBLIC,
    columns=(
        column("id", PUBLIC, "Identifier of the record (UUID)"),
        column("code", PUBLIC, "Code of the post"),
        column("name", PUBLIC, "Name of the post"),
        column("country", PUBLIC, "Country (ISO 3166-1 alpha-3)"),
        column("other_side", PUBLIC, "Country on the other side", "other_side_country"),
        column("latitude", PUBLIC, "Latitude in degrees (WGS 84)"),
        column("longitude", PUBLIC, "Longitude in degrees (WGS 84)"),
        column("post_type", PUBLIC, "Kind of post"),
        column("status", PUBLIC, "Whether and how it is open"),
        column("status_since", PUBLIC, "First day of that status", "status_since_on"),
        column(
            "throughput_ordinary",
            OPERATIONAL,
            "Persons an hour on an ordinary day",
            "throughput_ordinary_per_hour",
        ),
        column(
            "throughput_emergency",
            OPERATIONAL,
            "Persons an hour in an emergency",
            "throughput_emergency_per_hour",
        ),
        column("waiting_capacity", OPERATIONAL, "Persons who can wait there"),
    ),
)

SERVICES = ExportTable(
    name="services",
    compartment=OPERATIONAL,
    related=("post",),
    columns=(
        ID,
        column("name", OPERATIONAL, "Name of the service"),
        column("category", OPERATIONAL, "Kind of service"),
        column("provider", OPERATIONAL, "Who provides it"),
        column("country", OPERATIONAL, "Country (ISO 3166-1 alpha-3)"),
        column("post", OPERATIONAL, "Code of the post; empty when at none", through("post.code")),
        column("hours", OPERATIONAL, "When it is open"),
        column("languages", OPERATIONAL, "Languages spoken there"),
        column("capacity_per_day", OPERATIONAL, "Persons it can take in a day"),
        column("contact", OPERATIONAL, "How to reach it"),
        column("is_active", OPERATIONAL, "Whether it is in use"),
        column("checked_on", OPERATIONAL, "Day somebody last checked this"),
    ),
)

MEASURES = ExportTable(
    name="measures",
    compartment=PUBLIC,
    columns=(
        column("id", PUBLIC, "Identifier of the record (UUID)"),
        column("title", PUBLIC, "Title of the measure"),
        column("country", PUBLIC, "Country that adopted it (ISO 3166-1 alpha-3)"),
        column("content", PUBLIC, "Its id in the content", "content_id"),
        column("reference", PUBLIC, "Where it was published"),
        column("adopted_on", PUBLIC, "Day of adoption"),
        column("starts_on", PUBLIC, "First day it applies"),
        column("ends_on", PUBLIC, "First day it no longer applies"),
        column("ended_on", PUBLIC, "The same, when it was ended before"),
        column("end_reason", PUBLIC, "Why it was ended"),
    ),
)

USERS = ExportTable(
    name="users",
    compartment=OPERATIONAL,
    columns=(
        ID,
        column("username", OPERATIONAL, "Name to sign in with"),
        column("display_name", OPERATIONAL, "Name shown"),
        column("language", OPERATIONAL, "Language of the pages"),
        column("is_active", OPERATIONAL, "Whether the user can sign in"),
    ),
)

IMPORTS = ExportTable(
    name="imports",
    compartment=OPERATIONAL,
    columns=(
        ID,
        column("kind", OPERATIONAL, "arrivals or posts"),
        column("file_name", OPERATIONAL, "Name of the file"),
        column("sha256", OPERATIONAL, "SHA-256 of the file"),
        column("accepted", OPERATIONAL, "New figures or posts"),
        column("revised", OPERATIONAL, "Figures or posts changed"),
        column("unchanged", OPERATIONAL, "Figures or posts that were known"),
        column("rejected", OPERATIONAL, "Rows or cells refused"),
        column("made_at", OPERATIONAL, "Instant of the import (UTC)"),
    ),
)
