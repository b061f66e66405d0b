"""The directory of services: read by all, kept by some, its load known to few."""

from __future__ import annotations

from django.urls import reverse

from openhbm.apps.places.actions import change_service
from openhbm.apps.places.queries import service_for


def test_directory_narrows_by_kind_and_words(service, protector, signed_in):
    client, url = signed_in(protector), reverse("services")

    assert service.name in client.get(url, {"category": "CHILD_PROTECTION"}).content.decode()
    assert service.name not in client.get(url, {"category": "LEGAL"}).content.decode()
    assert service.name not in client.get(url, {"q": "nothing like it"}).content.decode()


def test_load_is_shown_to_protection_staff(family, protector, signed_in):
    page = signed_in(protector).get(reverse("services")).content.decode()

    assert "1 open, 0 accepted today" in page


def test_load_is_not_told_to_a_border_officer(family, officer, signed_in, service):
    client = signed_in(officer)

    listed = client.get(reverse("services")).content.decode()
    page = client.get(reverse("service", args=[service.id])).content.decode()

    assert "1 open" not in listed + page
    assert "accepted today" not in listed + page


def test_keeper_pauses_and_opens_a_service(service, protector, signed_in):
    client, url = signed_in(protector), reverse("service", args=[service.id])

    client.post(url, {"pause": "1"})
    paused = service_for(protector, service.id).is_active
    client.post(url, {"resume": "1"})

    assert not paused
    assert service_for(protector, service.id).is_active


def test_keeper_changes_capacity_and_languages(service, protector, signed_in):
    given = {
        "name": service.name,
        "category": service.category,
        "provider": service.provider,
        "post": service.post_id,
        "languages": ["uk", "ar"],
        "capacity_per_day": "40",
    }

    answer = signed_in(protector).post(reverse("service", args=[service.id]), given)

    found = service_for(protector, service.id)
    assert answer.status_code == 302
    assert (found.capacity_per_day, found.languages) == (40, ["uk", "ar"])
    assert found.checked_on is not None


def test_officer_cannot_change_the_directory(service, officer, signed_in):
    client = signed_in(officer)

    changed = client.post(reverse("service", args=[service.id]), {"pause": "1"})
    added = client.post(reverse("new-service"), {"name": "X"})

    assert (changed.status_code, added.status_code) == (403, 403)


def test_new_service_with_an_unknown_country_is_told_at_its_field(protector, signed_in):
    given = {"name": "Desk", "category": "LEGAL", "provider": "Example", "country": "QQQ"}

    answer = signed_in(protector).post(reverse("new-service"), given)

    assert "is not a country" in answer.content.decode()


def test_service_at_a_post_is_on_the_map_and_one_of_the_country_is_not(
    service, administrator, protector, signed_in
):
    client, url = signed_in(protector), reverse("service", args=[service.id])

    placed = client.get(url).content.decode()
    change_service(by=administrator, service=service, post=None)
    anywhere = client.get(url).content.decode()

    assert '"latitude": 49.8' in placed
    assert "data-map" not in anywhere
    assert "map-" not in "".join(part for part in anywhere.split("<script")[1:])
