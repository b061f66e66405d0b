"""Asking an engine about somebody who agreed to it, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.identity.biometrics.actions import propose_candidates
from openhbm.apps.identity.biometrics.engines import BiometricEngine, EngineUnavailable
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.codes import ConsentPurpose
from openhbm.apps.people.queries import consent_in_force, person_for
from openhbm.content.permissions import Permission
from openhbm.core.identity.biometrics.values import Template

MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking an engine gave: how many pairs were proposed, or why it gave no answer."""

    proposed: int
    unavailable: str = ""


def ask_engine(
    *,
    by: User,
    engine: BiometricEngine,
    person_id: UUID,
    templates: Sequence[Template],
    at: datetime | None = None,
) -> Asked:
    """Give a person's captures to an engine and propose whom it names for review.

    Needs the person's consent to biometrics. When the engine is away or wrong, that is told and
    nothing else happens: no service depends on it. No capture is kept here.
    """
    require(by, Permission.JUDGE_PAIRS)
    person = person_for(by, person_id)
    if consent_in_force(by, person, ConsentPurpose.BIOMETRICS) is None:
        raise ActionError(
            _("There is no consent to biometrics."),
            field="consent",
            remedy=_("Explain it and ask; who refuses is served all the same."),
        )
    reference = str(person.id)
    # Outside any transaction: nobody waits for an engine while the journal is held. Engines behind
    # MOSIP's messages compare only whom they hold.
    try:
        engine.insert(reference, templates)
        found = engine.identify(reference, templates, MOST)
    except EngineUnavailable as error:
        return Asked(0, str(error))
    return Asked(propose_candidates(by=by, person_id=person.id, found=found, at=at))


def forget_in_engine(*, by: User, engine: BiometricEngine, person_id: UUID) -> Asked:
    """Take somebody out of an engine; told when it is away, so that it can be done again."""
    require(by, Permission.ERASE_PERSONS)
    try:
        engine.delete(str(person_id))
    except EngineUnavailable as error:
        return Asked(0, str(error))
    return Asked(0)
