"""Words for the coded values that the journal tells, by record and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhbm.apps.casework.codes import (
    Disclosable,
    FindingStatus,
    InterpreterKind,
    PriorityCode,
)
from openhbm.apps.crossings.codes import Direction, FlowType, TallySource, TransportMode
from openhbm.apps.people.codes import (
    ConsentMethod,
    ConsentPurpose,
    ContactKind,
    DocumentKind,
    DocumentProblem,
    NameKind,
    NationalityStatus,
    Relationship,
    Sex,
    Whereabouts,
)
from openhbm.web.labels import crossing

CHOICES: Mapping[str, Any] = {
    "people.person.sex": Sex,
    "people.personname.kind": NameKind,
    "people.nationality.status": NationalityStatus,
    "people.document.kind": DocumentKind,
    "people.document.problems": DocumentProblem,
    "people.membership.relationship": Relationship,
    "people.familylink.relationship": Relationship,
    "people.familylink.whereabouts": Whereabouts,
    "people.contact.kind": ContactKind,
    "people.consent.purpose": ConsentPurpose,
    "people.consent.method": ConsentMethod,
    "crossings.tally.direction": Direction,
    "crossings.tally.mode": TransportMode,
    "crossings.tally.source": TallySource,
    "crossings.crossing.direction": Direction,
    "crossings.crossing.mode": TransportMode,
    "crossings.crossing.flow_type": FlowType,
    "casework.screening.priority": PriorityCode,
    "casework.screening.interpreter_kind": InterpreterKind,
    "casework.finding.priority": PriorityCode,
    "casework.finding.status": FindingStatus,
    "casework.referral.priority": PriorityCode,
    "casework.referral.discloses": Disclosable,
}
TOLD: Mapping[str, Mapping[str, Any]] = {
    field: {str(code): word for code, word in codes.choices} for field, codes in CHOICES.items()
} | {"crossings.entrydecision.outcome": crossing.TABLES["outcome"]}
