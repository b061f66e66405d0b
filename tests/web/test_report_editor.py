"""The editor of situation reports: words by language, issuing, correcting, side by side."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.reports.actions import compose_sitrep, edit_sitrep, issue_sitrep
from openhbm.apps.reports.queries import sitrep_for, sitreps_visible_to


@pytest.fixture
def coordinator(user_with):
    return user_with("national_coordinator", username="coordinator", display_name="Coordinator")


@pytest.fixture
def draft(coordinator, post):
    return compose_sitrep(by=coordinator, on=timezone.localdate(), post=post)


def narrative_name(client, draft) -> str:
    """The first field of words that the editor offers."""
    page = client.get(reverse("sitrep", args=[draft.id]))
    return next(iter(page.context["form"].fields))


def test_words_in_one_language_leave_the_others_as_written(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep", args=[draft.id])
    name = narrative_name(client, draft)

    client.post(url, {name: "Water is short", "save": "1"})
    client.post(url + "?language=fr", {name: "L'eau manque", "save": "1"})

    found = sitrep_for(coordinator, draft.id)
    assert found.narrative == {name: "Water is short"}
    assert found.translations == {"fr": {name: "L'eau manque"}}
    assert found.words_of(name, "fr") == "L'eau manque"
    assert found.words_of(name, "uk") == "Water is short"


def test_issuing_freezes_the_report_under_a_name_and_a_time(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep", args=[draft.id])

    name = narrative_name(client, draft)
    client.post(url, {"issue": "1"})
    page = client.get(url).content.decode()
    client.post(url, {name: "Too late", "save": "1"})

    found = sitrep_for(coordinator, draft.id)
    assert not found.is_draft
    assert found.narrative == {}
    assert "Coordinator" in page
    assert "Save the draft" not in page


def test_analyst_words_a_draft_but_does_not_issue_it(draft, analyst, signed_in):
    client, url = signed_in(analyst), reverse("sitrep", args=[draft.id])

    page = client.get(url).content.decode()
    answer = client.post(url, {"issue": "1"})

    assert "Save the draft" in page
    assert "Issue the report as saved" not in page
    assert answer.status_code == 403
    assert sitrep_for(analyst, draft.id).is_draft


def test_correction_is_a_new_version_with_the_words_of_the_first(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep", args=[draft.id])
    name = narrative_name(client, draft)
    edit_sitrep(by=coordinator, report=draft, narrative={name: "Water is short"})
    issue_sitrep(by=coordinator, report=draft)

    answer = client.post(url, {"correct": "1"})

    made = sitreps_visible_to(coordinator).get(corrects=draft)
    assert answer.headers["Location"] == reverse("sitrep", args=[made.id])
    assert (made.is_draft, made.narrative) == (True, {name: "Water is short"})
    assert made.number != draft.number
    assert made.number in client.get(url).content.decode()


def test_second_correction_waits_for_the_first(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep", args=[draft.id])
    issue_sitrep(by=coordinator, report=draft)
    client.post(url, {"correct": "1"})

    answer = client.post(url, {"correct": "1"})

    assert answer.status_code == 200
    assert sitreps_visible_to(coordinator).filter(corrects=draft).count() == 1


def test_correction_stands_beside_what_it_corrects(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep", args=[draft.id])
    issue_sitrep(by=coordinator, report=draft)
    made = client.post(url, {"correct": "1"}).headers["Location"]

    alone = client.get(made).content.decode()
    beside = client.get(made + "?beside=previous").content.decode()

    assert alone.count("<article") < beside.count("<article")
    assert "The report before" in beside


def test_report_is_set_behind_a_page_of_progress(draft, coordinator, signed_in):
    client, url = signed_in(coordinator), reverse("sitrep-paper", args=[draft.id])
    download = reverse("sitrep-pdf", args=[draft.id])

    first = client.get(url).content.decode()
    pdf = client.get(download)
    after = client.get(url).content.decode()

    assert url in client.get(reverse("sitrep", args=[draft.id])).content.decode()
    assert "being set as PDF" in first or download in first
    assert pdf.content.startswith(b"%PDF-")
    assert download in after
    assert "hx-get" not in after


def test_report_hidden_from_a_reader_has_no_paper(draft, user_with, signed_in):
    stranger = user_with(username="stranger")

    assert signed_in(stranger).get(reverse("sitrep-paper", args=[draft.id])).status_code == 404
