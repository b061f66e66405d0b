"""Words for the kinds of journal entries that are not about a person on their way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNTS: Mapping[str, Any] = {
    "user_added": _("User added"),
    "user_deactivated": _("User deactivated"),
    "user_reactivated": _("User reactivated"),
    "role_given": _("Role given"),
    "role_ended": _("Role ended"),
    "password_changed": _("Password changed"),
    "token_issued": _("Token issued"),
    "token_revoked": _("Token revoked"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("Sign-in failed"),
    "sessions_ended": _("Sessions ended"),
    "session_limits_set": _("Session limits set"),
    "second_factors_removed": _("Second factors removed"),
    "provider_linked": _("Sign-in provider linked"),
    "recovery_issued": _("Recovery code issued"),
    "account_recovered": _("Account recovered"),
    "recovery_told": _("Recovery told to the user"),
    "enrolment_issued": _("Enrolment code issued"),
    "device_enrolled": _("Device enrolled"),
    "device_revoked": _("Device revoked"),
    "language_chosen": _("Language chosen"),
    "glass_broken": _("Record opened by breaking the glass"),
    "glass_reviewed": _("Opened record reviewed"),
}
PLACES: Mapping[str, Any] = {
    "post_opened": _("Post added"),
    "post_changed": _("Post changed"),
    "posts_imported": _("Posts imported"),
    "lane_opened": _("Lane added"),
    "lane_changed": _("Lane changed"),
    "areas_added": _("Areas added"),
    "site_added": _("Site added"),
    "service_added": _("Service added"),
    "service_changed": _("Service changed"),
    "staff_counted": _("Staff counted"),
    "stock_counted": _("Stock counted"),
}
CRISIS: Mapping[str, Any] = {
    "crisis_opened": _("Crisis opened"),
    "crisis_phase_changed": _("Phase of the crisis changed"),
    "hbm_activated": _("Humanitarian border management activated"),
    "hbm_ended": _("Humanitarian border management ended"),
    "measure_drafted": _("Measure drafted"),
    "measure_draft_dropped": _("Draft of a measure dropped"),
    "measure_adopted": _("Measure in force"),
    "measure_ended": _("Measure ended"),
    "guard_set_aside": _("Guard set aside in one case"),
    "alert_level_changed": _("Alert level changed"),
    "alert_confirmed": _("Alert confirmed"),
    "alert_stood_down": _("Alert stood down"),
    "alert_calm_noted": _("Calm noted"),
    "alert_raised_by_person": _("Alert raised by a person"),
    "alert_sent_out": _("Alert sent out"),
    "channel_added": _("Channel for alerts added"),
    "channel_ended": _("Channel for alerts ended"),
    "feed_added": _("Source of signals added"),
    "feed_ended": _("Source of signals ended"),
    "feed_read": _("Source of signals read"),
    "measure_taken": _("Measure taken"),
    "notice_sent": _("Notice sent to the other side"),
    "signal_reviewed": _("Signal looked into"),
    "signals_recorded": _("Signals recorded"),
    "forecast_made": _("Forecast made"),
    "flow_instance_loaded": _("Places and roads of a crisis loaded"),
    "flow_instance_judged": _("Past forecasts of a crisis judged"),
    "scenario_asked": _("Scenario asked for"),
    "scenario_begun_again": _("Scenario begun again"),
    "scenario_worked_out": _("Scenario worked out"),
    "scenario_failed": _("Scenario could not be worked out"),
    "plan_drawn": _("Plan drawn"),
    "sitrep_composed": _("Situation report composed"),
    "sitrep_edited": _("Situation report edited"),
    "sitrep_issued": _("Situation report issued"),
    "sitrep_correction_begun": _("Correction of a situation report begun"),
}
SYSTEM: Mapping[str, Any] = {
    "tables_rebuilt": _("Tables rebuilt from the journal"),
    "search_keys_made": _("Search keys made anew"),
    "request_answered": _("Request answered"),
}
IDENTITY: Mapping[str, Any] = {
    "pair_proposed": _("Possible double registration found"),
    "pair_raised": _("Possible double registration found"),
    "pair_judged": _("Double registration judged"),
    "pair_judgement_undone": _("Judgement of a double registration taken back"),
    "pair_forgotten": _("Possible double registration removed"),
    "biometrics_asked": _("Biometric engine asked"),
    "watch_list_imported": _("Watch list imported"),
    "watch_lists_screened": _("Watch lists screened"),
    "watch_hit_found": _("Possible hit on a watch list"),
    "watch_hit_read": _("Hit on a watch list read"),
}
EVENTS: Mapping[str, Any] = {**IDENTITY, **ACCOUNTS, **PLACES, **CRISIS, **SYSTEM}
