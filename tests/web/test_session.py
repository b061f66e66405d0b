"""Signing in and out, the password, the language, and what a browser is told to allow."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.web.conftest import PASSWORD


def test_sign_in_opens_the_situation_in_the_user_s_language(user_with):
    user_with("protection_officer", username="amal", language="ar")
    client = Client()

    answer = client.post(reverse("sign-in"), {"username": "amal", "password": PASSWORD})

    assert answer.headers["Location"] == reverse("home")
    assert client.cookies["django_language"].value == "ar"


def test_wrong_password_is_told_without_telling_which_part_was_wrong(clerk):
    wrong = Client().post(reverse("sign-in"), {"username": "clerk", "password": "wrong"})
    absent = Client().post(reverse("sign-in"), {"username": "nobody-here", "password": "wrong"})

    assert wrong.status_code == absent.status_code == 200
    message = "Please enter a correct username and password"
    assert message in wrong.content.decode()
    assert message in absent.content.decode()


def test_sign_out_needs_a_post_and_ends_the_session(clerk, signed_in):
    client = signed_in(clerk)

    looked = client.get(reverse("sign-out"))
    left = client.post(reverse("sign-out"))

    assert looked.status_code == 405
    assert left.status_code == 302
    assert client.get(reverse("groups")).status_code == 302


def test_changed_password_is_journalled_and_keeps_the_session(clerk, signed_in):
    client = signed_in(clerk)
    new = "another long phrase"

    answer = client.post(
        reverse("change-password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert answer.status_code == 302
    assert client.get(reverse("groups")).status_code == 200
    assert Client().login(username="clerk", password=new)


def test_language_is_switched_and_the_page_mirrored(clerk, signed_in):
    client = signed_in(clerk)

    client.post(reverse("set_language"), {"language": "ar", "next": reverse("groups")})

    assert '<html lang="ar" dir="rtl">' in client.get(reverse("groups")).content.decode()


def test_every_page_allows_only_what_this_server_sends(clerk, signed_in):
    answer = signed_in(clerk).get(reverse("groups"))

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "<style" not in page
    assert "style=" not in page


def test_absent_page_says_what_to_do(clerk, signed_in):
    answer = signed_in(clerk).get("/nothing/here/")

    assert answer.status_code == 404
    assert "To the start page" in answer.content.decode()
