"""Light, dark and high contrast: chosen once, written into every page by the server."""

from __future__ import annotations

import pytest
from django.urls import reverse


def test_choice_is_kept_and_shown(clerk, signed_in):
    client = signed_in(clerk)

    answer = client.post(reverse("appearance"), {"theme": "dark", "next": "/persons/"})
    client.post(reverse("appearance"), {"contrast": "more"})
    page = client.get(reverse("home")).content.decode()

    assert answer.headers["Location"] == "/persons/"
    assert 'data-theme="dark" data-contrast="more"' in page
    assert '<meta name="color-scheme" content="dark">' in page


def test_device_decides_until_somebody_chooses(clerk, signed_in):
    page = signed_in(clerk).get(reverse("home")).content.decode()

    assert "data-theme" not in page
    assert "data-contrast" not in page
    assert '<meta name="color-scheme" content="light dark">' in page


@pytest.mark.parametrize("kept", ["", "pink.more", "dark", '"><script>', "light.device.more"])
def test_nonsense_in_the_cookie_is_no_choice(clerk, signed_in, kept):
    client = signed_in(clerk)
    client.cookies["hbm_appearance"] = kept

    answer = client.get(reverse("home"))

    assert answer.status_code == 200
    assert "pink" not in answer.content.decode()


def test_way_back_leads_nowhere_else(clerk, signed_in):
    away = {"theme": "dark", "next": "https://elsewhere.example/"}

    assert signed_in(clerk).post(reverse("appearance"), away).headers["Location"] == "/"
