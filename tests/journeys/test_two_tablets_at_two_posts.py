"""Two posts and their tablets, all cut off, write one woman's telephone and register another one;
they meet, both posts see what differs and who may be the same, and a person decides for all."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.identity.pairs.models import CandidatePair
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.ledger.models import Conflict
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Contact, Person
from openhbm.apps.places.models import Post
from openhbm.apps.sync.queries import conflicts_visible_to
from tests.apps.sync.people import known_at_both_posts
from tests.journeys.nodes import ServedCountry, TabletOfPost
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.journey

POSTS = {"PLM": ("PL-MED", "+380 11"), "ROM": ("RO-SIR", "+380 22")}
EVERYWHERE = (*POSTS, "CEN")


@pytest.fixture
def country(databases_of_nodes, transactional_db, tmp_path):
    found = ServedCountry(tmp_path)
    try:
        found.found_all()
        yield found
    finally:
        found.drop()


@pytest.fixture
def known(country):
    """Olena, whom both posts know: registered at one, seen at the other."""
    woman = known_at_both_posts(country)
    return woman.number


@pytest.fixture
def tablets(country, known, browser):
    """One at each post, prepared there; from then on neither post nor tablet has a line."""
    made = {}
    for prefix, (code, _phone) in POSTS.items():
        with country.at(prefix):
            worker = add_user(by=None, username=f"worker-{prefix.lower()}", password=PASSWORD)
            give_role(by=None, user=worker, role="border_officer")
            lead = country.chief_of("shift_lead")
            post = Post.objects.get(code=code)
        made[prefix] = TabletOfPost(browser, country.serve(prefix))
        with country.at(prefix):
            made[prefix].code_of(lead, post)
        made[prefix].join()
        made[prefix].sign_in(worker)
        made[prefix].prepare()
    yield made
    for one in made.values():
        one.close()
        assert one.faults == []


def write_phone(page: Page, name: str, phone: str) -> None:
    """Found among what the tablet holds, and her number as she says it now."""
    page.locator("a[href='#find']").first.click()
    page.locator("[data-asked]").fill(name)
    page.keyboard.press("Enter")
    page.locator("[data-found] [data-phone-one]").first.click()
    page.locator("[data-form=phone] [name=phone]").fill(phone)
    page.locator("[data-form=phone] [type=submit]").click()
    expect(page.locator("[data-said]")).to_contain_text("The number is kept")


def register_maria(page: Page) -> None:
    page.locator("a[href='#household']").first.click()
    form = page.locator("[data-form=household]")
    form.locator("[name=m0-name]").fill("Maria Lysenko")
    form.locator("[name=m0-age]").fill("2.4.1991")
    form.locator("[name=m0-sex][value=F]").check()
    form.locator("[type=submit]").click()
    expect(page.locator("[data-screen=saved]")).to_be_visible()


def everybody_meets(country) -> None:
    for prefix in (*POSTS, *POSTS):
        country.meet(prefix)


def at_each(country, ask) -> list:
    found = []
    for prefix in EVERYWHERE:
        with country.at(prefix):
            found.append(ask())
    return found


def phones() -> list[str]:
    return list(Contact.objects.filter(person__name="Olena Bondar").values_list("value", flat=True))


def marias() -> int:
    return Person.objects.filter(name="Maria Lysenko").count()


def test_two_tablets_apart_write_one_phone_and_one_woman_and_a_person_decides(
    country, tablets, known
):
    for prefix, (_code, phone) in POSTS.items():
        tablet = tablets[prefix]
        tablet.cut_off()
        write_phone(tablet.page, "olena", phone)
        register_maria(tablet.page)
        expect(tablet.page.locator(".tablet-unsent")).to_contain_text("2 unsent")
    assert at_each(country, phones) == [["+380 00 000 00 00"]] * 3

    # Each tablet is back at its post; the posts themselves still have no line.
    for tablet in tablets.values():
        tablet.cut_off(False)
        expect(tablet.page.locator(".tablet-unsent")).to_contain_text("All sent")
    assert at_each(country, phones)[:2] == [["+380 11"], ["+380 22"]]
    assert at_each(country, marias) == [1, 1, 0]

    everybody_meets(country)
    assert at_each(country, marias) == [2, 2, 2]
    pairs = at_each(country, lambda: set(CandidatePair.objects.values_list("id", flat=True)))
    assert pairs[0] == pairs[1] == pairs[2]
    (pair,) = pairs[0]
    for prefix in EVERYWHERE:
        with country.at(prefix):
            (shown,) = conflicts_visible_to(country.chief())
            written = {dict(one.values)["value"]: one.node for one in shown.candidates}
            assert written == {"+380 11": "PLM", "+380 22": "ROM"}

    decide(country, pair)
    everybody_meets(country)
    assert at_each(country, phones) == [["+380 22"]] * 3
    assert at_each(country, lambda: Conflict.objects.filter(closed_at=None).count()) == [0] * 3
    assert at_each(country, lambda: CandidatePair.objects.get().state) == ["match"] * 3
    assert all(at_each(country, lambda: verdict(None).verified))


def decide(country, pair) -> None:
    """At one post on the page of what was written differently, at the centre on that of pairs."""
    with country.at("ROM"):
        client = Client()
        client.force_login(country.chief())
        conflict = Conflict.objects.get(closed_at=None)
        listed = client.get("/conflicts/").content.decode()
        assert "+380 11" in listed and "+380 22" in listed
        (seen,) = conflicts_visible_to(country.chief())
        stamp = next(c.stamp for c in seen.candidates if dict(c.values)["value"] == "+380 22")
        said = {"stamp": stamp, "reason": "She was asked"}
        assert client.post(f"/conflicts/{conflict.pk}/", said).status_code == 302
    with country.at("CEN"):
        reviewer = country.chief_of("identity_reviewer")
        assert [one.id for one in pairs_visible_to(reviewer)] == [pair]
        client = Client()
        client.force_login(reviewer)
        said = {"judgement": "match", "note": "Same woman, asked at both posts"}
        assert client.post(f"/pairs/{pair}/", said).status_code == 302
