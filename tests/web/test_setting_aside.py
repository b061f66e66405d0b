"""The page on which a guard is set aside."""

from __future__ import annotations

from django.urls import reverse

from tests.web.files import rows_at

WHY = "Looked at the advisory and at the way on from there"


def test_set_aside_page_names_who_is_still_needed(signed_in, user_with, family, protector):
    url = reverse("set-aside", args=[family.decision.crossing_id])
    adviser = signed_in(user_with("legal_adviser"))

    assert adviser.post(url, {"guard": "R-NR-4:legal_officer", "reason": WHY}).status_code == 302
    page = signed_in(protector).get(url)

    (given,) = page.context["given"]
    assert given["needed"] == ["Protection officer"]
    assert given["reason"] == WHY
    (row,) = rows_at(signed_in(protector), url)
    assert (row["rule"], row["capacity"]) == ("R-NR-4", "legal_officer")
    assert WHY not in row.values()


def test_set_aside_page_offers_only_ones_own_capacity(signed_in, user_with, family):
    url = reverse("set-aside", args=[family.decision.crossing_id])
    adviser = signed_in(user_with("legal_adviser"))

    refused = adviser.post(url, {"guard": "R-NR-4:protection_officer", "reason": WHY})
    short = adviser.post(url, {"guard": "R-NR-4:legal_officer", "reason": "ok"})

    assert (refused.status_code, short.status_code) == (200, 200)
    assert "reasons in this one case" in short.content.decode()


def test_set_aside_page_is_closed_to_who_the_law_does_not_name(signed_in, officer, family):
    url = reverse("set-aside", args=[family.decision.crossing_id])
    assert signed_in(officer).get(url).status_code == 403
