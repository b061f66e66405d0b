"""Pages are compressed, but not where another site could have put something into them."""

from __future__ import annotations

import pytest
from django.urls import reverse

PAGE = "persons"


@pytest.fixture
def browser(signed_in, clerk):
    return signed_in(clerk)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_page_asked_for_by_our_own_is_compressed(browser, site):
    response = browser.get(
        reverse(PAGE) + "?q=name",
        headers={"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": site},
    )

    assert response["Content-Encoding"] == "gzip"
    assert "Sec-Fetch-Site" in response["Vary"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_page_another_site_asked_for_is_not_compressed(browser, site):
    response = browser.get(
        reverse(PAGE), headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": site}
    )

    assert "Content-Encoding" not in response
    assert b"<html" in response.content


@pytest.mark.parametrize(("query", "is_compressed"), [("", True), ("?q=name", False)])
def test_page_for_a_browser_that_does_not_say_is_compressed_without_query(
    browser, query, is_compressed
):
    response = browser.get(reverse(PAGE) + query, headers={"Accept-Encoding": "gzip"})

    assert ("Content-Encoding" in response) is is_compressed


def test_file_that_streams_is_sent_as_it_is_made(browser):
    response = browser.get(
        reverse(PAGE) + "?format=csv",
        headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"},
    )

    assert response.streaming
    assert "Content-Encoding" not in response
