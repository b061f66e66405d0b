"""May we do this? Answers are permitted, prohibited or needs_a_person, always with reasons."""

from openhbm.core.law.collective import CollectiveAlarm, collective_check, decisions_alike
from openhbm.core.law.decision import (
    DECISIONS,
    EntryFacts,
    EntryOption,
    MeasureTerms,
    entry_options,
)
from openhbm.core.law.derogation import (
    DerogationFacts,
    DerogationLimits,
    DerogationResult,
    derogation_check,
)
from openhbm.core.law.detention import (
    DetentionFacts,
    DetentionResult,
    Vulnerabilities,
    detention_check,
)
from openhbm.core.law.guards import (
    GUARDS,
    OVERRIDE_ROLES,
    GateFacts,
    GateResult,
    Override,
    non_refoulement_gate,
)

__all__ = [
    "DECISIONS",
    "GUARDS",
    "OVERRIDE_ROLES",
    "CollectiveAlarm",
    "DerogationFacts",
    "DerogationLimits",
    "DerogationResult",
    "DetentionFacts",
    "DetentionResult",
    "EntryFacts",
    "EntryOption",
    "GateFacts",
    "GateResult",
    "MeasureTerms",
    "Override",
    "Vulnerabilities",
    "collective_check",
    "decisions_alike",
    "derogation_check",
    "detention_check",
    "entry_options",
    "non_refoulement_gate",
]
