"""Facts under which every guard against return is met, so that one of them can be taken away."""

from tests.apps.crossings.invented import MORNING

from openhbm.core.law import EntryFacts, GateFacts

DAY = MORNING.date()
OPEN_GATE = GateFacts(
    on=DAY, interview_recorded=True, language_understood=True, interpreter_needed=False,
    interview_private=True, fears_return=False, needs_protection=False, open_claim=False,
    urgent_referral=False, unaccompanied_or_separated=False, trafficking_suspected=False,
    torture_suspected=False, violence_disclosed=False, medically_unfit=False,
    destination_assessed_on=DAY, destination_safe=True, onward_removal_risk=False,
    on_no_return_list=False, disclosed_to_origin=False, consulate_contacted=False,
    decision_written=True, decision_reasoned=True, decision_understood=True, appeal_explained=True,
    appeal_waived_after_counselling=True, may_be_child=False, family_unity_kept=True,
    own_facts_recorded=True, fit_to_travel=True, escort_logged=True, reception_arranged=True,
    monitor_notified=True, at_sea=False,
)  # fmt: skip
NOT_COVERED = EntryFacts(
    on=DAY, own_national=False, asks_protection=False, meets_ordinary_rules=False,
    crisis_affected=False, gate=OPEN_GATE,
)  # fmt: skip
