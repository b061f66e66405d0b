"""Addresses of the staff pages. Every one but sign-in and language asks for sign-in."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from openhbm.web import (
    alerts,
    appearance,
    arrivals,
    crossings,
    deciding,
    desk,
    groups,
    household,
    interview,
    journal,
    measures,
    neutral,
    opening,
    persons,
    posts,
    preferences,
    printing,
    referrals,
    referring,
    registration,
    screening,
    services,
    shifts,
    sitreps,
    situation,
)

urlpatterns = [
    path("", situation.situation, name="situation"),
    path("posts/<str:code>/", posts.post, name="post"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/count/", arrivals.count, name="count"),
    path("arrivals/<uuid:tally_id>/", arrivals.tally, name="tally"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", registration.new_group, name="new-group"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/persons/new/", registration.new_member, name="new-member"),
    path("persons/", persons.persons, name="persons"),
    path("persons/new/", registration.new_person, name="new-person"),
    path("persons/<uuid:person_id>/", persons.person, name="person"),
    path("persons/<uuid:person_id>/screening/", screening.screening, name="screening"),
    path("persons/<uuid:person_id>/refer/", referring.refer, name="refer"),
    path("findings/<uuid:finding_id>/", screening.review, name="review-finding"),
    path("crossings/", crossings.crossings, name="crossings"),
    path("crossings/<uuid:crossing_id>/", crossings.crossing, name="crossing"),
    path("crossings/<uuid:crossing_id>/decision/", deciding.decide, name="decide"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<uuid:alert_id>/", alerts.alert, name="alert"),
    path("reports/", sitreps.sitreps, name="sitreps"),
    path("reports/<uuid:report_id>/", sitreps.sitrep, name="sitrep"),
    path("reports/<uuid:report_id>/report.pdf", sitreps.sitrep_as_pdf, name="sitrep-pdf"),
    path("reports/<uuid:report_id>/report.json", sitreps.sitrep_as_json, name="sitrep-json"),
    # Cases and administration.
    path("persons/<uuid:person_id>/screening/private/", interview.begin, name="begin-interview"),
    path("interview/<uuid:interview_id>/", interview.interview, name="interview"),
    path("interview/<uuid:interview_id>/unable/", interview.unable, name="interview-unable"),
    path("interview/<uuid:interview_id>/leave/", interview.leave, name="interview-leave"),
    path("information/", neutral.information, name="information"),
    path("information/staff/", neutral.staff_entrance, name="staff-entrance"),
    path("measures/", measures.measures, name="measures"),
    path("measures/new/", measures.new_draft, name="new-measure"),
    path("measures/drafts/<uuid:draft_id>/", measures.draft, name="measure-draft"),
    path("measures/<uuid:measure_id>/", measures.measure, name="measure"),
    path("services/", services.services, name="services"),
    path("services/new/", services.new_service, name="new-service"),
    path("services/<uuid:service_id>/", services.service, name="service"),
    path("journal/<str:kind>/<uuid:record_id>/", journal.record_history, name="history"),
    # Records opened beyond one's posts.
    path("opened/", opening.opened_records, name="opened-records"),
    path("opened/new/", opening.open_one, name="open-record"),
    path("opened/<uuid:glass_id>/", opening.review_opened, name="opened-record"),
    # Arrival desk.
    path("desk/", desk.desk, name="desk"),
    path("households/new/", household.new_household, name="new-household"),
    path(
        "groups/<uuid:group_id>/registered/",
        household.household_registered,
        name="household-registered",
    ),
    path("posts/<str:code>/shift/", shifts.open_shift, name="open-shift"),
    # Design, home and search.
    path("appearance/", appearance.choose, name="appearance"),
    # Printing.
    path("persons/list.pdf", printing.persons_as_list, name="persons-list-pdf"),
    path("persons/<uuid:person_id>/<str:paper>.pdf", printing.of_person, name="print-person"),
    path("groups/<uuid:group_id>/list.pdf", printing.group_as_list, name="group-list-pdf"),
    path("groups/<uuid:group_id>/<str:paper>s.pdf", printing.of_group, name="print-group"),
    # Languages and calendars.
    # Signing in.
    path("", include("openhbm.web.account.urls")),
    path("language/", set_language, name="set_language"),
    path("calendar/", preferences.choose_calendar, name="calendar"),
]
