"""Opening a record on the pages, and its review."""

from __future__ import annotations

from django.urls import reverse


def test_open_record_answers_alike_whether_there_is_one(signed_in, protector, family):
    browser = signed_in(protector)
    why = "The clinic needs to know tonight"

    def answer(number: str):
        response = browser.post(reverse("open-record"), {"number": number, "reason": why})
        page = browser.get(response.url)
        return response.url, [str(m) for m in page.context["messages"]]

    assert answer(family.mother.number) == answer("HBM-9999-9")


def test_open_record_refuses_who_may_not(signed_in, clerk):
    assert signed_in(clerk).get(reverse("open-record")).status_code == 403


def test_review_on_the_page_is_kept(signed_in, protector, family, user_with):
    why = "The clinic needs to know tonight"
    signed_in(protector).post(
        reverse("open-record"), {"number": family.mother.number, "reason": why}
    )
    officer = signed_in(user_with("data_protection_officer", username="dpo"))
    listed = officer.get(reverse("opened-records"))
    opened = listed.context["page"].object_list[0]
    url = reverse("opened-record", args=[opened.id])

    page = officer.get(url)
    refused = officer.post(url, {"outcome": "not_justified", "note": ""})
    kept = officer.post(url, {"outcome": "follow_up", "note": "Talk to the clinic"})

    assert why in page.content.decode()
    assert "Say why" in refused.content.decode()
    assert kept.status_code == 302
    assert "To be followed up" in officer.get(reverse("opened-records")).content.decode()


def test_opened_record_of_somebody_else_is_absent(signed_in, protector, family, officer):
    why = "The clinic needs to know tonight"
    browser = signed_in(protector)
    browser.post(reverse("open-record"), {"number": family.mother.number, "reason": why})
    opened = browser.get(reverse("opened-records")).context["page"].object_list[0]
    assert signed_in(officer).get(reverse("opened-record", args=[opened.id])).status_code == 404
