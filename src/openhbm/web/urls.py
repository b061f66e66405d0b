"""Addresses of the staff pages. Every one but sign-in and language asks for sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from openhbm.web import (
    alerts,
    appearance,
    arrivals,
    crossings,
    deciding,
    groups,
    journal,
    opening,
    persons,
    posts,
    referrals,
    referring,
    registration,
    screening,
    services,
    session,
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
    path("services/", services.services, name="services"),
    path("services/new/", services.new_service, name="new-service"),
    path("services/<uuid:service_id>/", services.service, name="service"),
    path("journal/<str:kind>/<uuid:record_id>/", journal.record_history, name="history"),
    path("sign-in/", session.SignIn.as_view(), name="sign-in"),
    path("sign-out/", login_required(LogoutView.as_view()), name="sign-out"),
    path("password/", login_required(session.ChangePassword.as_view()), name="change-password"),
    # Records opened beyond one's posts.
    path("opened/", opening.opened_records, name="opened-records"),
    path("opened/new/", opening.open_one, name="open-record"),
    path("opened/<uuid:glass_id>/", opening.review_opened, name="opened-record"),
    # Design, home and search.
    path("appearance/", appearance.choose, name="appearance"),
    path("language/", set_language, name="set_language"),
]
