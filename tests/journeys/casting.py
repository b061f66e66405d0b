"""Adds to the replayed demo what each telling of a story needs for itself alone.

Run in the demo's home before it is served; prints, as JSON, what there is for each telling and
what stands in the addresses of pages.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.crossings.actions import preregister_group
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.places.actions import add_service
from openhbm.apps.places.queries import post_for, posts_visible_to
from openhbm.cli.demo.cast import PASSWORD
from tests.journeys.newcomers import POST, details_of, referred, registered
from tests.journeys.records import records_for_addresses
from tests.sealing import node_with_key


@dataclass(frozen=True)
class Names:
    """The invented words of one telling."""

    service: str
    provider: str
    family: str
    mother: str
    child: str
    stranger: str
    spoken: str


TELLINGS = {
    "en-1280": Names(
        "Children's corner", "Example Aid", "Example family",
        "Oksana Example", "Taras Example", "Larysa Instance", "ar",
    ),
    "en-390": Names(
        "Family tent", "Sample Relief", "Sample family",
        "Nadiia Sample", "Bohdan Sample", "Halyna Instance", "ar",
    ),
    "ar-1280": Names(
        "ركن الأطفال", "إغاثة المثال", "عائلة المثال",
        "ليلى المثال", "سامي المثال", "مريم العيّنة", "uk",
    ),
    "ar-390": Names(
        "خيمة الأسرة", "عون النموذج", "عائلة النموذج",
        "هدى النموذج", "آدم النموذج", "سعاد العيّنة", "uk",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What stands ready for one telling: keys of records, and who signs in."""

    number: str
    """Which telling it is, from 1: each takes a day, a booth, a number of its own."""
    partner: str
    service: str
    case_code: str
    referral: str
    child: str
    child_name: str
    mother_name: str
    elsewhere: str
    """The registration number of somebody registered at another post."""
    elsewhere_name: str


def main() -> None:
    at = datetime.fromisoformat(os.environ["HBM_CLOCK_STARTS"]) - timedelta(minutes=20)
    # The post has the key with which it signs papers.
    node_with_key(user_named(None, "admin"), at)
    parts = {
        telling: asdict(_part(str(place), names, at))
        for place, (telling, names) in enumerate(TELLINGS.items(), start=1)
    }
    json.dump({"parts": parts, "records": records_for_addresses(at)}, sys.stdout)


def _part(number: str, names: Names, at: datetime) -> Part:
    admin, clerk, protector = (user_named(None, n) for n in ("admin", "clerk", "protection"))
    post = post_for(clerk, POST)
    service = add_service(
        by=user_named(None, "coordinator"),
        name=names.service,
        category="CHILD_PROTECTION",
        provider=names.provider,
        country=post.country,
        post=post,
        contact="desk 4",
        at=at,
    )
    partner = f"partner-{number}"
    caseworker = add_user(
        by=admin, username=partner, password=PASSWORD, display_name=names.provider, at=at
    )
    give_role(by=admin, user=caseworker, role="partner_caseworker", place_id=service.id, at=at)
    group = GroupDetails(label=names.family, size=2)
    family = preregister_group(by=clerk, post=post, details=group, at=at)
    mother = registered(
        clerk, post, family, "PA", details_of(names.mother, "F", 34, names.spoken), at
    )
    child = registered(
        clerk, post, family, "SON", details_of(names.child, "M", 7, names.spoken), at
    )
    referral = referred(protector, mother, service, at)
    far = _registered_elsewhere(admin, f"far-{number}", names.stranger, at)
    return Part(
        number=number,
        partner=partner,
        service=f"{service.name} · {service.provider}",
        case_code=referral.case_code,
        referral=str(referral.id),
        child=str(child.id),
        child_name=names.child,
        mother_name=names.mother,
        elsewhere=far.number,
        elsewhere_name=far.name,
    )


def _registered_elsewhere(admin: Any, username: str, name: str, at: datetime) -> Any:
    """Somebody at a post where the demo's crew does not work."""
    post = posts_visible_to(admin).exclude(code=POST).order_by("code").first()
    clerk = add_user(by=admin, username=username, password=None, display_name=username, at=at)
    give_role(by=admin, user=clerk, role="registration_clerk", place_id=post.id, at=at)
    group = preregister_group(by=clerk, post=post, details=GroupDetails(label=name, size=1), at=at)
    return registered(clerk, post, group, "PA", details_of(name, "F", 51, "uk"), at)
