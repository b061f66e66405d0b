"""Crises: activations and measures apply for their time and are gone by themselves after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.crises.actions import (
    activate_hbm,
    adopt_measure,
    change_phase,
    end_activation,
    end_measure,
    open_crisis,
)
from openhbm.apps.crises.models import Activation
from openhbm.apps.crises.queries import (
    activation_at,
    crises_visible_to,
    crisis_for,
    measure_in_force,
    terms_of,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import verdict
from openhbm.content.loader import pack

MEASURE = "humanitarian_admission_temporary_protection"
BEGIN = datetime(2022, 2, 24, 6, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def coordinator(user_with):
    return user_with("national_coordinator", username="coordinator")


@pytest.fixture
def drafter(user_with):
    return user_with("legal_adviser", username="drafter")


@pytest.fixture
def crisis(coordinator):
    return open_crisis(
        by=coordinator, code="UKR-2022", name="Test crisis", started_on=date(2022, 2, 24), at=BEGIN
    )


@pytest.fixture
def adopted(coordinator, drafter, crisis):
    return adopt_measure(
        by=coordinator,
        drafted_by=drafter,
        crisis=crisis,
        content_id=MEASURE,
        country="POL",
        starts_on=date(2022, 3, 4),
        ends_on=date(2022, 3, 31),
        at=BEGIN,
    )


def test_open_crisis_code_in_use_is_refused_with_a_remedy(coordinator, crisis):
    with pytest.raises(ActionError) as caught:
        open_crisis(by=coordinator, code="UKR-2022", name="Again", started_on=date(2022, 3, 1))

    assert caught.value.field == "code"
    assert caught.value.remedy
    assert crises_visible_to(coordinator).count() == 1


def test_open_crisis_by_a_clerk_is_not_permitted(clerk):
    with pytest.raises(NotPermitted):
        open_crisis(by=clerk, code="X", name="X", started_on=date(2022, 3, 1))


def test_crisis_for_unknown_code_is_not_visible(coordinator, crisis):
    assert crisis_for(coordinator, "UKR-2022") == crisis
    with pytest.raises(NotVisible):
        crisis_for(coordinator, "NONE")


def test_change_phase_to_nonsense_names_the_field(coordinator, crisis):
    change_phase(by=coordinator, crisis=crisis, phase="after")

    with pytest.raises(ActionError) as caught:
        change_phase(by=coordinator, crisis=crisis, phase="later")

    assert caught.value.field == "phase"
    assert crisis_for(coordinator, "UKR-2022").phase == "after"


def test_activation_at_expiry_is_gone_by_itself(coordinator, crisis, post):
    activate_hbm(
        by=coordinator, crisis=crisis, level=3, legal_basis="Border Act 5", post=post,
        expires_at=BEGIN + 3 * DAY, at=BEGIN,
    )  # fmt: skip

    assert activation_at(coordinator, post, BEGIN - DAY) is None
    assert activation_at(coordinator, post, BEGIN + 2 * DAY).level == 3
    assert activation_at(coordinator, post, BEGIN + 3 * DAY) is None


def test_activation_at_a_post_takes_the_higher_of_its_own_and_the_general_one(
    coordinator, crisis, post
):
    shared = {"by": coordinator, "crisis": crisis, "legal_basis": "Border Act 5", "at": BEGIN}
    activate_hbm(level=2, expires_at=BEGIN + 10 * DAY, **shared)
    activate_hbm(level=4, expires_at=BEGIN + 2 * DAY, post=post, **shared)

    assert activation_at(coordinator, post, BEGIN + DAY).level == 4
    assert activation_at(coordinator, post, BEGIN + 3 * DAY).level == 2


def test_activate_hbm_again_ends_the_running_one(coordinator, crisis, post):
    shared = {"by": coordinator, "crisis": crisis, "legal_basis": "Border Act 5", "post": post}
    first = activate_hbm(level=2, expires_at=BEGIN + 9 * DAY, at=BEGIN, **shared)
    activate_hbm(level=3, expires_at=BEGIN + 9 * DAY, at=BEGIN + DAY, **shared)

    first.refresh_from_db()
    assert first.ended_at == BEGIN + DAY
    assert activation_at(coordinator, post, BEGIN + 2 * DAY).level == 3
    assert Activation.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"expires_at": BEGIN}, "expires_at"),
        ({"legal_basis": "  "}, "legal_basis"),
        ({"level": 7}, "level"),
    ],
)
def test_activate_hbm_with_nonsense_names_the_field(coordinator, drafter, crisis, change, field):
    given = {"level": 3, "legal_basis": "Border Act 5", "expires_at": BEGIN + DAY} | change

    with pytest.raises(ActionError) as caught:
        activate_hbm(by=coordinator, crisis=crisis, at=BEGIN, **given)

    assert caught.value.field == field
    assert not Activation.objects.exists()


def test_end_activation_twice_is_refused(coordinator, crisis, post):
    running = activate_hbm(
        by=coordinator, crisis=crisis, level=3, legal_basis="Border Act 5",
        expires_at=BEGIN + 9 * DAY, at=BEGIN,
    )  # fmt: skip
    end_activation(by=coordinator, activation=running, reason="calm again", at=BEGIN + DAY)

    assert activation_at(coordinator, post, BEGIN + DAY) is None
    with pytest.raises(ActionError, match="ended"):
        end_activation(by=coordinator, activation=running, reason="again", at=BEGIN + DAY)


@pytest.mark.parametrize(
    ("day", "applies"),
    [
        (date(2022, 3, 3), False),
        (date(2022, 3, 4), True),
        (date(2022, 3, 31), True),
        (date(2022, 4, 1), False),
    ],
)
def test_measure_in_force_only_between_its_days(coordinator, adopted, day, applies):
    found = measure_in_force(coordinator, "POL", day)

    assert (found == adopted) is applies
    assert measure_in_force(coordinator, "SVK", day) is None


def test_measure_keeps_the_terms_and_the_hash_of_the_content(coordinator, adopted):
    terms = terms_of(coordinator, adopted)

    assert adopted.content_hash == pack().hash
    assert (terms.id, terms.permit_code, terms.duration_days) == (MEASURE, "TP", 365)
    assert terms.is_in_force(date(2022, 3, 31))
    assert not terms.is_in_force(date(2022, 4, 1))


def test_end_measure_takes_it_out_of_force_from_that_day(coordinator, adopted):
    end_measure(by=coordinator, measure=adopted, on=date(2022, 3, 10), reason="annulled")

    assert measure_in_force(coordinator, "POL", date(2022, 3, 9)) == adopted
    assert measure_in_force(coordinator, "POL", date(2022, 3, 10)) is None
    assert not terms_of(coordinator, adopted).is_in_force(date(2022, 3, 10))


def test_measure_in_force_of_two_takes_the_one_that_started_last(
    coordinator, drafter, crisis, adopted
):
    later = adopt_measure(
        by=coordinator, drafted_by=drafter, crisis=crisis, content_id=MEASURE, country="POL",
        starts_on=date(2022, 3, 10), ends_on=date(2022, 3, 20),
    )  # fmt: skip

    assert measure_in_force(coordinator, "POL", date(2022, 3, 15)) == later
    assert measure_in_force(coordinator, "POL", date(2022, 3, 25)) == adopted


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content_id": "nothing"}, "content_id"),
        ({"country": "Poland"}, "country"),
        ({"ends_on": date(2022, 3, 1)}, "ends_on"),
        ({"adopted_on": date(2022, 3, 9)}, "starts_on"),
    ],
)
def test_adopt_measure_with_nonsense_names_the_field(coordinator, drafter, crisis, change, field):
    given = {
        "content_id": MEASURE,
        "country": "POL",
        "starts_on": date(2022, 3, 4),
        "ends_on": date(2022, 3, 31),
    }

    with pytest.raises(ActionError) as caught:
        adopt_measure(by=coordinator, drafted_by=drafter, crisis=crisis, **(given | change))

    assert caught.value.field == field


def test_adopt_measure_takes_two_persons_both_permitted(coordinator, user_with, crisis):
    given = {
        "crisis": crisis,
        "content_id": MEASURE,
        "country": "POL",
        "starts_on": date(2022, 3, 4),
        "ends_on": date(2022, 3, 31),
    }

    with pytest.raises(NotPermitted, match="Ask another"):
        adopt_measure(by=coordinator, drafted_by=coordinator, **given)
    with pytest.raises(NotPermitted):
        adopt_measure(by=coordinator, drafted_by=user_with("analyst"), **given)

    assert measure_in_force(coordinator, "POL", date(2022, 3, 5)) is None


def test_adopted_measure_is_in_the_journal_and_the_chain_verifies(coordinator, adopted):
    history = history_of(coordinator, record=f"crises.legalmeasure:{adopted.id}")

    assert [happening.type for happening in history] == ["measure_adopted"]
    assert verdict(coordinator).verified
