"""Two servers on one PostgreSQL: who signs in at one goes on at the other, and nothing is lost.

As behind a load balancer that sends each request wherever it likes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from tests.api.test_tablet import JPEG
from tests.cli.conftest import Shell
from tests.nodes import Nodes
from tests.serving import Served
from tests.tablets import PlayedTablet

from openhbm.apps.accounts.actions import add_user, give_role, issue_token
from openhbm.apps.accounts.devices.actions import enrol_device, issue_enrolment
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Person, Photo
from openhbm.apps.people.photos import photo_bytes
from openhbm.apps.places.actions import open_post
from openhbm.project.settings_sign_in import PASSWORD_HASHERS

PASSWORD = "correct horse battery"
EACH = 12


@dataclass
class Balanced:
    """One node with two servers, and who works there."""

    nodes: Nodes
    urls: tuple[str, str]
    token: str
    tablet: PlayedTablet


@pytest.fixture
def balanced(
    databases_of_nodes: None, transactional_db: None, tmp_path: Path
) -> Iterator[Balanced]:
    if connection.vendor == "sqlite":
        pytest.skip("an encrypted file is served by one process")
    nodes, servers = Nodes(tmp_path), []
    try:
        nodes.add("HBM")
        with nodes.at("HBM") as node:
            call_command("createcachetable", "hbm_cache", verbosity=0)
            # The servers know the hashers of production only.
            with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
                chief = add_user(by=None, username="chief", password=PASSWORD)
            for role in ("border_officer", "shift_lead", "registration_clerk"):
                give_role(by=None, user=chief, role=role)
            lead = add_user(by=None, username="lead", password=None)
            give_role(by=None, user=lead, role="administrator")
            post = open_post(
                by=lead, code="PL-TEST", name="Test", country="POL", post_type="OFFICIAL_LAND"
            )
            token = issue_token(by=chief, label="desk", user=chief)
            code = issue_enrolment(by=chief, place_id=post.id)
            device = enrol_device(by=None, code=code, label="Tablet 1").device
            tablet = PlayedTablet(chief, device)
            url = urlunsplit(urlsplit(database_url())._replace(path=f"/{node.database}"))
        environment = Shell(node.home).environment | {"HBM_DATABASE_URL": url}
        servers = [Served(node.home, environment, threads=4) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Served.start, servers))
        urls = tuple(f"http://127.0.0.1:{server.port}" for server in servers)
        yield Balanced(nodes, (urls[0], urls[1]), token, tablet)
    finally:
        for server in servers:
            server.kill()
        nodes.drop()


def database_url() -> str:
    given = settings.DATABASES["default"]
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/x"


def register(balanced: Balanced, url: str, numbers: range) -> list[str]:
    """Each twice, with one key, at this server and then at the other one."""
    other = next(one for one in balanced.urls if one != url)
    headers = {"Authorization": f"Bearer {balanced.token}"}
    found = []
    with httpx.Client(headers=headers, timeout=60) as client:
        for number in numbers:
            body = {"post": "PL-TEST", "name": f"Vymyslena Osoba {number}", "sex": "F"}
            key = {"Idempotency-Key": str(uuid4())}
            one = client.post(f"{url}/api/v1/persons", json=body, headers=key).json()
            again = client.post(f"{other}/api/v1/persons", json=body, headers=key).json()
            assert one["person"]["id"] == again["person"]["id"]
            found.append(one["person"]["id"])
    return found


def read_until(nodes: Nodes, ended: threading.Event) -> list[int]:
    """The feed as a reader follows it: what came after the last one seen."""
    seen: list[int] = []
    with nodes.at("HBM"):
        while True:
            was_ended = ended.is_set()
            after = seen[-1] if seen else 0
            found = Entry.objects.filter(node_id="HBM", sequence__gt=after).order_by("sequence")
            seen += found.values_list("sequence", flat=True)
            if was_ended:
                return seen
            time.sleep(0.005)


def test_one_who_signs_in_at_one_server_works_on_at_the_other_and_the_feed_has_no_gap(balanced):
    first, second = balanced.urls
    with httpx.Client(timeout=60, follow_redirects=True) as browser:
        browser.get(f"{first}/sign-in/")
        said = {
            "username": "chief",
            "password": PASSWORD,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        }
        browser.post(f"{first}/sign-in/", data=said)
        for url in (second, first, second):
            shown = browser.get(f"{url}/persons/")
            assert (shown.status_code, shown.url.path) == (200, "/persons/")

    ended = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        work = [
            pool.submit(register, balanced, url, range(place * EACH, (place + 1) * EACH))
            for place, url in enumerate(balanced.urls)
        ]
        reading = pool.submit(read_until, balanced.nodes, ended)
        people = [id_ for each in work for id_ in each.result()]
        ended.set()
        seen = reading.result()
    assert len(set(people)) == 2 * EACH
    assert seen == list(range(1, len(seen) + 1))

    bring_by_both(balanced)
    with balanced.nodes.at("HBM"):
        assert Person.objects.count() == 2 * EACH + 1
        assert verdict(None).verified


def bring_by_both(balanced: Balanced) -> None:
    """A tablet's items, some through each server, all of them through both; each counts once."""
    tablet = balanced.tablet
    household = tablet.household("Olena Example")
    number = household["members"][0]["number"]
    text = tablet.item("household", household)
    photo = tablet.item("photo", {"person": number, "picture": JPEG})
    headers = {"Authorization": f"Bearer {tablet.secret}"}
    with httpx.Client(headers=headers, timeout=60) as client:
        for url, item in zip(balanced.urls * 2, (text, photo, photo, text), strict=True):
            told = client.post(f"{url}/api/v1/tablet/items", json={"items": [item]}).json()
            assert [one["state"] for one in told["outcomes"]] == ["taken"], told
    with balanced.nodes.at("HBM"):
        kept = Photo.objects.get(person__number=number)
        assert len(photo_bytes(kept) or b"") == kept.bytes
