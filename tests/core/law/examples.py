"""Facts under which everything is in order; cases and properties change one thing at a time."""

from datetime import UTC, date, datetime

from openhbm.core.law import (
    DerogationFacts,
    DetentionFacts,
    GateFacts,
    MeasureTerms,
    Vulnerabilities,
)

TODAY = date(2022, 3, 10)

GATE_MET = GateFacts(
    on=TODAY,
    interview_recorded=True,
    language_understood=True,
    interpreter_id="I-7",
    interview_private=True,
    fears_return=False,
    needs_protection=False,
    open_claim=False,
    urgent_referral=False,
    unaccompanied_or_separated=False,
    trafficking_suspected=False,
    torture_suspected=False,
    violence_disclosed=False,
    medically_unfit=False,
    destination_assessed_on=date(2022, 3, 1),
    destination_safe=True,
    onward_removal_risk=False,
    on_no_return_list=False,
    disclosed_to_origin=False,
    consulate_contacted=False,
    decision_written=True,
    decision_reasoned=True,
    decision_understood=True,
    appeal_explained=True,
    appeal_deadline_on=date(2022, 3, 9),
    may_be_child=False,
    family_unity_kept=True,
    alike_decisions=1,
    own_facts_recorded=True,
    fit_to_travel=True,
    escort_logged=True,
    reception_arranged=True,
    monitor_notified=True,
    at_sea=False,
)


def _measure(starts_on: date, ends_on: date) -> MeasureTerms:
    return MeasureTerms(
        "temporary_protection", "Temporary protection", "TP", 365, starts_on, ends_on, ("A1",)
    )


MEASURES = {
    None: None,
    True: _measure(date(2022, 3, 4), date(2023, 3, 3)),
    "later": _measure(date(2022, 3, 11), date(2023, 3, 3)),
    "expired": _measure(date(2021, 3, 4), date(2022, 3, 9)),
}

VALID_DETENTION = DetentionFacts(
    age_low=30,
    with_own_child=False,
    legal_ground="Aliens Act section 12",
    only_grounds=("risk_of_absconding",),
    individual_necessity="Left two open centres within a week",
    proportionate=True,
    alternatives_rejected=(("reporting", "did not report twice"),),
    lawyer_offered=True,
    family_contact=True,
    complaint_channel=True,
    consulate_contacted=False,
    longest_hours=72,
    detained_at=datetime(2022, 3, 10, 0, tzinfo=UTC),
    vulnerabilities=Vulnerabilities(False, False, False, False, False, False, False),
)

VALID_DEROGATION = DerogationFacts(
    instrument="ICCPR",
    articles=("12", "21"),
    suspends=(),
    gazette_ref="OG 2022/41",
    proclaimed_on=date(2022, 3, 1),
    starts_on=date(2022, 3, 1),
    ends_on=date(2022, 3, 30),
    review_dates=(date(2022, 3, 14),),
    threatens_life_of_nation=True,
    threat_evidence="Armed attack on three regions",
    duration_reason="Evacuation takes four weeks",
    geography_reason="Only the three regions",
    scope_reason="Only movement towards the front",
    ordinary_limits_insufficient="Curfews under ordinary law end after a day",
    distinctions=(),
    obligations_met={
        "refugee_law": True,
        "torture_convention": True,
        "child_rights": True,
        "humanitarian_law": True,
    },
    notified_on=date(2022, 3, 2),
    oversight_review_on=date(2022, 3, 15),
)
