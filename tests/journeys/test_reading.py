"""The same pages on a wide screen and on a phone, from the left and from the right."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 390)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_a_family_fit_the_screen(signed_in_at, family, protector, language):
    page = signed_in_at(protector, language, WIDTHS[0])
    overflowing = []
    for url in (
        "/",
        "/situation/",
        "/search/?q=Koval",
        "/findings/",
        f"/arrivals/{family.tally.id}/",
        f"/groups/{family.group.id}/",
        f"/persons/{family.mother.id}/",
        f"/persons/{family.child.id}/screening/",
        f"/referrals/{family.referral.id}/",
        f"/crossings/{family.decision.crossing_id}/decision/",
        "/persons/",
        "/alerts/",
        "/reports/",
    ):
        page.goto(url)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 850})
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:
                overflowing.append((url, width, found))
    assert overflowing == []
    assert page.faults == []
