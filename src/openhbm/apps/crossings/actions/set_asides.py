"""Setting a guard against return aside: never by one person alone where the law asks for two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted, require
from openhbm.apps.crossings.models import Crossing, GuardSetAside
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.content.permissions import Permission
from openhbm.core.law import OVERRIDE_ROLES

SET_ASIDE_HOURS = 24
"""A look at one case on one day; on another day somebody looks again."""
REASON_LENGTH = 15

CAPACITIES: Mapping[str, Permission] = MappingProxyType(
    {
        "protection_officer": Permission.SET_ASIDE_AS_PROTECTION,
        "legal_officer": Permission.SET_ASIDE_AS_LEGAL,
        "supervisor": Permission.SET_ASIDE_AS_SUPERVISOR,
        "duty_doctor": Permission.SET_ASIDE_AS_DOCTOR,
    }
)
"""In which capacity the law lets somebody set a guard aside → the permission that shows it."""


@action
def set_guard_aside(
    *,
    by: User,
    crossing: Crossing,
    rule: str,
    capacity: str,
    reason: str,
    at: datetime | None = None,
) -> GuardSetAside:
    """Set ``rule`` aside in this one case, in the ``capacity`` that one holds, for a day.

    It refuses nobody: it lets an official consider what the guard alone would rule out, once
    everybody whom the rule names has done the same, each a different person.
    """
    _check_rule(rule, capacity)
    require(by, CAPACITIES[capacity], crossing.post_id)
    if crossing.person_id is None:
        raise ActionError(
            _("A guard is set aside person by person, never for a group."), field="crossing"
        )
    if len(reason.strip()) < REASON_LENGTH:
        raise ActionError(
            _("Setting a guard aside needs its reasons in this one case."),
            field="reason",
            remedy=_("Write what you looked at and what you found."),
        )
    hold_journal()  # nobody acts in two capacities by acting twice at the same moment
    at = at or timezone.now()
    _check_other_person(by, crossing, rule, capacity, at)
    given = GuardSetAside(
        crossing=crossing,
        person_id=crossing.person_id,
        rule=rule,
        capacity=capacity,
        reason=reason.strip(),
        set_aside_by_id=by.id,
        set_aside_at=at,
        until_at=at + timedelta(hours=SET_ASIDE_HOURS),
    )
    with entry("guard_set_aside", by=by, at=at, subject=crossing.person_id) as e:
        return e.create(given)


def _check_rule(rule: str, capacity: str) -> None:
    if rule not in OVERRIDE_ROLES:
        raise ActionError(
            _("Nobody may set %(rule)s aside.") % {"rule": rule},
            field="rule",
            remedy=_("These can be: %(rules)s.") % {"rules": ", ".join(OVERRIDE_ROLES)},
        )
    if capacity not in OVERRIDE_ROLES[rule]:
        raise ActionError(
            _("%(rule)s is not set aside by a %(capacity)s.")
            % {"rule": rule, "capacity": capacity},
            field="capacity",
            remedy=_("It takes: %(all)s.") % {"all": ", ".join(sorted(OVERRIDE_ROLES[rule]))},
        )


def _check_other_person(
    by: User, crossing: Crossing, rule: str, capacity: str, at: datetime
) -> None:
    standing = GuardSetAside.objects.filter(crossing=crossing, rule=rule, until_at__gt=at)
    if standing.filter(set_aside_by_id=by.id).exclude(capacity=capacity).exists():
        raise NotPermitted(_("A second person is needed: you have set this guard aside already."))
    if standing.filter(capacity=capacity).exists():
        raise ActionError(_("This has been set aside in that capacity already."), field="capacity")
