"""Needs of health: what health staff may read, review and refer of what screening finds.

Which they are, the content says of each need. What is for protection staff alone never is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may, posts_of
from openhbm.apps.casework.models import Finding
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.codes import ServiceCategory
from openhbm.apps.places.models import Service
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.forms import SpecificNeed

HEALTH_WORK = (Permission.READ_HEALTH, Permission.WRITE_HEALTH)


def health_needs() -> frozenset[str]:
    """Codes of the needs of health."""
    needs = pack().all(SpecificNeed).values()
    return frozenset(need.id for need in needs if need.health and not need.restricted)


def is_of_health(finding: Finding) -> bool:
    """Whether health staff may read the finding; not when its rule keeps it from them."""
    return finding.code in health_needs() and not finding.is_restricted


def is_referral_of_health(findings: Iterable[Finding], service: Service) -> bool:
    """Whether a referral because of these findings is of health alone, needs and service."""
    return service.category == ServiceCategory.HEALTH and all(map(is_of_health, findings))


def works_on_health(user: User, post_id: UUID | None) -> bool:
    """Whether the user reads as well as writes health data, at the post when one is given."""
    return all(may(user, permission, post_id) for permission in HEALTH_WORK)


def reads_health_beyond_protection(user: User) -> bool:
    """Whether there is a post where the user reads health data and not protection data."""
    health = posts_of(user, Compartment.HEALTH)
    protection = posts_of(user, Compartment.PROTECTION)
    if protection is None:
        return False
    return health is None or not health <= protection
