"""The start page: what somebody's roles make theirs, and nothing of anybody else's."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import journal_entries
from openhbm.content.loader import pack
from openhbm.content.schemas.roles import Role
from openhbm.web.home import PANELS


def panels_of(page: str) -> dict[str, str]:
    """Key of each panel on the page → its figure."""
    found = re.findall(r'data-panel="([\w-]+)">.*?<bdi>(.*?)</bdi>', page, re.DOTALL)
    return dict(found)


def home_of(client) -> str:
    answer = client.get(reverse("home"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_role_has_a_start_page_of_its_own():
    assert set(PANELS) == set(pack().all(Role))


@pytest.mark.parametrize("role", sorted(PANELS))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_start_page_answers_for_every_role(family, alert, post, service, role, language, db):
    reader = member_of(role, post, service)
    client = client_of(reader)
    client.cookies["django_language"] = language

    page = home_of(client)

    assert panels_of(page)


def member_of(role, post, service):
    scope = pack().all(Role)[role].scope
    place = {"post": post.id, "service": service.id, "national": None}[scope]
    user = add_user(by=None, username=f"one-{role}", password=None)
    give_role(by=None, user=user, role=role, place_id=place)
    return user


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", sorted(PANELS))
def test_every_panel_leads_to_a_page_its_reader_may_open(family, alert, post, service, role):
    client = client_of(member_of(role, post, service))
    page = home_of(client)

    links = re.findall(r'class="card-head" href="([^"]+)"', page)
    answers = {link: client.get(link.replace("&amp;", "&")).status_code for link in links}

    assert links
    assert answers == dict.fromkeys(links, 200)


def test_protection_officer_sees_findings_and_referrals(family, protector, signed_in):
    figures = panels_of(home_of(signed_in(protector)))

    assert int(figures["findings"]) > 0
    assert figures["referrals"] == "1"
    assert figures["screening"] == "1"


def test_figure_of_a_panel_is_the_length_of_its_list(family, officer, signed_in):
    client = signed_in(officer)
    figures = panels_of(home_of(client))

    undecided = client.get(reverse("crossings"), {"waiting": "decision"}).context["page"]
    waiting = client.get(reverse("groups"), {"waiting": "registration"}).context["page"]

    assert figures["decisions"] == str(undecided.paginator.count) == "1"
    assert figures["groups"] == str(waiting.paginator.count) == "0"


def test_enforcement_sees_nothing_of_cases_on_the_start_page(family, officer, signed_in):
    page = home_of(signed_in(officer))

    assert not {"findings", "to-hear", "referrals", "referrals-late"} & set(panels_of(page))
    assert reverse("referrals") not in page
    assert reverse("findings") not in page


def test_several_roles_show_each_panel_once(family, user_with, signed_in):
    both = user_with("border_officer", "shift_lead", username="both")

    page = home_of(signed_in(both))

    keys = re.findall(r'data-panel="([\w-]+)"', page)
    assert len(keys) == len(set(keys))
    assert {"counted", "alerts"} <= set(keys)


def test_bar_shows_the_areas_a_role_can_use(family, analyst, signed_in):
    page = home_of(signed_in(analyst))

    assert reverse("situation") in page
    assert f'href="{reverse("persons")}"' not in page
    assert f'href="{reverse("whole-journal")}"' not in page


def test_journal_is_listed_for_the_auditor_without_values(family, user_with, signed_in):
    auditor = user_with("auditor", username="auditor")

    page = signed_in(auditor).get(reverse("whole-journal")).content.decode()
    erased = signed_in(auditor).get(reverse("whole-journal"), {"type": "erased"})

    newest = journal_entries(auditor)[0]
    assert f"#{newest.sequence}" in page
    assert "Person screened" in page
    assert "Олена" not in page
    assert "No entry of this kind" in erased.content.decode()


def test_journal_and_findings_are_closed_to_others(family, officer, signed_in):
    client = signed_in(officer)

    assert client.get(reverse("whole-journal")).status_code == 403
    assert client.get(reverse("findings")).status_code == 403


@pytest.fixture
def _looked_at_anew():
    """The node's checks are kept for minutes; not from one test to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("_looked_at_anew")
def test_administrator_is_shown_what_is_amiss_with_the_node(
    administrator, clerk, signed_in, settings, tmp_path
):
    settings.HBM_HOME = tmp_path

    page = home_of(signed_in(administrator))

    assert "Warnings about this node" in page
    assert "Bring it back from its copy." in page
    assert "Warnings about this node" not in home_of(signed_in(clerk))


@pytest.mark.parametrize("role", sorted(pack().all(Role)))
def test_nothing_is_offered_on_the_start_page_that_is_refused(role, post, service, signed_in):
    user = add_user(by=None, username=role, password=None)
    places = {"post": post.id, "service": service.id}
    give_role(by=None, user=user, role=role, place_id=places.get(pack().get(Role, role).scope))
    client = signed_in(user)
    page = home_of(client)

    starts = re.findall(
        r'href="([^"]+)"', page.partition('class="starts"')[2].partition("</div>")[0]
    )
    areas = re.findall(
        r'<a [^>]*href="(/[\w-]*/?)"', page.partition("<nav")[2].partition("</nav>")[0]
    )

    assert areas
    refused = [href for href in (*starts, *areas) if client.get(href).status_code >= 400]
    assert not refused
