"""Issuing papers with a seal from a person's page, and revoking them."""

from __future__ import annotations

import time

import pytest
import zxingcpp
from django.urls import reverse

from openhbm.apps.people.seals.actions.cards import issue_card
from openhbm.apps.people.seals.queries import cards_of, presented
from tests.rendering import needs_renderer, page_pictures
from tests.sealing import node_with_key
from tests.web.files import rows_at

WISHES = {"kind": "arrival", "form": "attestation", "allowed": ["name", "birth"]}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def key(administrator):
    return node_with_key(administrator)


def papers(person) -> str:
    return reverse("papers", args=[person.id])


@needs_renderer
@pytest.mark.parametrize("form", ["attestation", "card", "wristband"])
def test_paper_is_issued_and_printed_in_one_step(key, family, clerk, signed_in, tmp_path, form):
    answer = signed_in(clerk).post(papers(family.mother), WISHES | {"form": form})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    seals = {
        code.text
        for page in page_pictures(answer.content, tmp_path)
        for code in zxingcpp.read_barcodes(page)
        if code.text.startswith("HBM1:")
    }
    (seal,) = seals
    assert presented(None, seal).found.verdict.is_valid
    card = cards_of(clerk, family.mother).get()
    assert card.allowed == ([] if form == "wristband" else ["birth", "name"])


def test_attestation_is_issued_and_printed_within_five_seconds(key, family, clerk, signed_in):
    client = signed_in(clerk)
    client.get(papers(family.mother))
    began = time.process_time()

    answer = client.post(papers(family.mother), WISHES)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert time.process_time() - began < 5


def test_papers_are_listed_and_revoked(key, family, clerk, signed_in):
    issued = issue_card(by=clerk, person=family.mother)
    client = signed_in(clerk)
    before = client.get(papers(family.mother)).content.decode()

    after = client.post(
        papers(family.mother), {"revoke": issued.card.serial, "end": "lost"}, follow=True
    ).content.decode()

    assert issued.card.serial in before
    (row,) = rows_at(client, papers(family.mother))
    assert (row["serial"], row["end"]) == (issued.card.serial, "lost")
    assert "Other posts know it" in after
    assert presented(None, issued.text).found.verdict.fault == "revoked"


def test_node_without_a_key_says_how_to_get_one(family, clerk, signed_in):
    page = signed_in(clerk).post(papers(family.mother), WISHES).content.decode()

    assert "hbm keys rotate" in page


@pytest.mark.parametrize(
    "wrong", [{"kind": "passport"}, {"days": "0"}, {"days": "5000"}, {"form": "x"}]
)
def test_wrong_wishes_are_told_at_the_field(key, family, clerk, signed_in, wrong):
    answer = signed_in(clerk).post(papers(family.mother), WISHES | wrong)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_others_see_neither_papers_nor_the_way_to_them(key, family, analyst, protector, signed_in):
    assert signed_in(analyst).get(papers(family.mother)).status_code in (403, 404)


def test_unknown_serial_and_unknown_reason_change_nothing(key, family, clerk, signed_in):
    issued = issue_card(by=clerk, person=family.mother)
    client = signed_in(clerk)

    absent = client.post(papers(family.mother), {"revoke": "0" * 16, "end": "lost"})
    strange = client.post(papers(family.mother), {"revoke": issued.card.serial, "end": "bored"})

    assert absent.status_code == 404
    assert strange.status_code == 302
    assert presented(None, issued.text).found.verdict.is_valid


def test_persons_page_leads_to_papers_for_who_may_issue_them(key, family, clerk, signed_in):
    page = signed_in(clerk).get(reverse("person", args=[family.mother.id])).content.decode()

    assert papers(family.mother) in page
