"""Every page shows what its reader may see, in every language, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.files import rows_at

LISTS = ("arrivals", "groups", "persons", "crossings", "referrals", "alerts", "sitreps")
LANGUAGES = ("en", "fr", "ar", "uk")


def pages_of(family) -> list[str]:
    """The address of each page on the family's way."""
    return [
        reverse("tally", args=[family.tally.id]),
        reverse("group", args=[family.group.id]),
        reverse("new-member", args=[family.group.id]),
        reverse("person", args=[family.mother.id]),
        reverse("screening", args=[family.child.id]),
        reverse("refer", args=[family.mother.id]),
        reverse("referral", args=[family.referral.id]),
        reverse("crossing", args=[family.decision.crossing_id]),
        *(
            reverse("history", args=[kind, record.id])
            for kind, record in (
                ("tally", family.tally),
                ("group", family.group),
                ("person", family.mother),
                ("referral", family.referral),
            )
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_on_the_family_s_way_answer_in_every_language(
    family, protector, officer, signed_in, language
):
    client, decider = signed_in(protector), signed_in(officer)
    decision = reverse("decide", args=[family.decision.crossing_id])
    for browser in (client, decider):
        browser.cookies["django_language"] = language

    answers = {url: client.get(url) for url in pages_of(family)} | {decision: decider.get(decision)}

    assert {url: a.status_code for url, a in answers.items()} == dict.fromkeys(answers, 200)
    direction = "rtl" if language == "ar" else "ltr"
    opening = f'<html lang="{language}" dir="{direction}">'
    assert all(opening in answer.content.decode() for answer in answers.values())


@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_with_and_without_rows(family, protector, signed_in, name):
    client = signed_in(protector)

    full = client.get(reverse(name))
    narrowed = client.get(reverse(name), {"q": "nobody like this", "post": "PL-TEST", "page": "x"})

    assert full.status_code == narrowed.status_code == 200


@pytest.mark.parametrize("words", ["\x00", "%" * 60_000, "a b c d e f g h i j"])
def test_search_for_nonsense_finds_nobody(family, protector, signed_in, words):
    client = signed_in(protector)

    answers = [client.get(reverse(name), {"q": words}) for name in ("persons", "groups")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Koval" not in answer.content.decode() for answer in answers)


def test_group_page_links_every_step_from_count_to_decision(family, protector, signed_in):
    page = signed_in(protector).get(reverse("group", args=[family.group.id])).content.decode()

    assert reverse("tally", args=[family.tally.id]) in page
    assert reverse("person", args=[family.mother.id]) in page
    assert reverse("referral", args=[family.referral.id]) in page
    assert page.count("step-done") == 6


def test_person_page_tells_what_is_known_and_its_history(family, protector, signed_in):
    page = signed_in(protector).get(reverse("person", args=[family.mother.id])).content.decode()

    assert "Олена Коваль" in page
    assert "March 1988" in page
    assert "Petro Koval" in page
    assert "Person screened" in page
    assert "Entry decided" in page


def test_history_shows_who_changed_what(family, protector, signed_in):
    url = reverse("history", args=["person", family.mother.id])

    page = signed_in(protector).get(url).content.decode()

    assert "Person registered" in page
    assert "Clerk Example" in page
    assert "XX123456" in page
    rows = rows_at(signed_in(protector), url)
    assert {"Clerk Example", "Protector Example"} <= {row["who"] for row in rows}
    assert any("XX123456" in row["changes"] for row in rows)


@pytest.mark.parametrize("route", ["group", "person", "referral", "crossing"])
def test_analyst_is_told_that_records_about_people_are_not_there(family, analyst, signed_in, route):
    ids = {
        "group": family.group.id,
        "person": family.mother.id,
        "referral": family.referral.id,
        "crossing": family.decision.crossing_id,
    }

    answer = signed_in(analyst).get(reverse(route, args=[ids[route]]))

    assert answer.status_code == 404
    assert "nothing here that you can see" in answer.content.decode()


def test_border_officer_sees_neither_findings_nor_referrals(family, officer, signed_in):
    client = signed_in(officer)

    person = client.get(reverse("person", args=[family.mother.id])).content.decode()
    referral = client.get(reverse("referral", args=[family.referral.id]))
    absent = client.get(reverse("referral", args=[family.mother.id]))

    assert "Child care corner" not in person
    assert "SM-CI" not in person
    assert "Person referred" not in person
    assert referral.status_code == absent.status_code == 404
    assert without_token(referral) == without_token(absent)


def without_token(answer) -> str:
    """The page without what differs from answer to answer: the form token and its own address."""
    page = re.sub(r'value="[^"]{64}"', "", answer.content.decode())
    return re.sub(r"/referrals/[-0-9a-f]{36}/", "", page)


def test_situation_shows_posts_chart_and_gaps_with_their_sources(family, protector, signed_in):
    page = signed_in(protector).get(reverse("situation")).content.decode()

    assert '"name": "Testowa"' in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "Sources and assumptions" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_post_and_alert_pages_answer_in_every_language(alert, protector, signed_in, language):
    client = signed_in(protector)
    client.cookies["django_language"] = language

    post = client.get(reverse("post", args=[alert.post.code]))
    page = client.get(reverse("alert", args=[alert.id]))
    listed = client.get(reverse("alerts"))

    assert post.status_code == page.status_code == 200
    assert reverse("alert", args=[alert.id]) in listed.content.decode()


def test_confirmed_alert_cannot_be_confirmed_twice(alert, administrator, signed_in):
    client = signed_in(administrator)

    first = client.post(reverse("alert", args=[alert.id]), follow=True)
    second = client.post(reverse("alert", args=[alert.id]), follow=True)

    assert "The alert is confirmed." in first.content.decode()
    assert "confirmed already" in second.content.decode()


@pytest.mark.parametrize("name", ["situation", "arrivals", "post", "alert"])
def test_pages_of_figures_have_a_chart(alert, post, protector, signed_in, name):
    given = {"post": [post.code], "alert": [alert.id]}.get(name, [])

    page = signed_in(protector).get(reverse(name, args=given)).content.decode()

    assert 'class="chart-frame"' in page


def test_post_is_on_a_map(alert, post, protector, signed_in):
    page = signed_in(protector).get(reverse("post", args=[post.code])).content.decode()

    assert 'data-map="map-data"' in page
    assert '"latitude": 49.8' in page


def test_report_is_composed_worded_issued_and_downloaded(family, administrator, signed_in):
    client = signed_in(administrator)

    made = client.post(reverse("sitreps"), {"on": timezone.localdate()})
    page = made.headers["Location"]
    worded = client.post(page, {"save": "1", "highlights": "Quiet so far."}, follow=True)
    issued = client.post(page, {"issue": "1"}, follow=True)
    pdf = client.get(page + "report.pdf")
    plain = client.get(page + "report.json")

    assert "Quiet so far." in worded.content.decode()
    assert "Save the draft" not in issued.content.decode()
    assert pdf.content.startswith(b"%PDF-")
    assert plain.json()["status"] == "issued"
    assert "attachment" in pdf.headers["Content-Disposition"]


def test_report_with_words_not_saved_is_not_issued(family, administrator, signed_in):
    client = signed_in(administrator)
    page = client.post(reverse("sitreps"), {"on": timezone.localdate()}).headers["Location"]

    answer = client.post(page, {"issue": "1", "highlights": "A bus broke down."}).content.decode()

    assert "not saved yet" in answer
    assert "A bus broke down." in answer
    assert client.get(page + "report.json").json()["status"] == "draft"


def test_report_for_a_day_to_come_is_refused(administrator, signed_in):
    answer = signed_in(administrator).post(reverse("sitreps"), {"on": "2999-01-01"})

    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
