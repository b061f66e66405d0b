"""Every operation of the OpenAPI document is sent valid and broken requests: none fails inside.

Runs in this process. The examples follow from a fixed seed, so that a run can be repeated; each
is sent as it was drawn, and again with the ids of records that exist, so that it gets further.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.conftest import ApiClient
from tests.kept import kept

from openhbm.apps.casework.models import Finding
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import check_post, forecast_post
from openhbm.apps.places.models import Post, Service

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
START = datetime(2022, 3, 1, 12, tzinfo=UTC)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the test's connection, with its transaction, over the end of a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@kept
def known(api: ApiClient, post: Post, service: Service) -> dict[str, str]:
    """A node that has a little of everything: name of a field → an id that it may hold."""
    for day in range(8):
        persons = 10 if day < 7 else 9_000
        tally = count_arrivals(
            by=api.user, post=post, persons=persons, at=START + timedelta(days=day)
        )
    last = START + timedelta(days=7)
    forecast = forecast_post(by=api.user, post=post, as_of_on=last.date(), at=last)
    alert = check_post(by=api.user, post=post, on=last.date(), at=last)
    group = api.post("/groups", {"post": post.code, "label": "Testenko", "size": 3}).json()
    made = api.post("/persons", {"post": post.code, "name": "Probna Testenko"}).json()
    person = made["person"]["id"]
    answers = {"person_id": person, "post": post.code, "answers": {"only_carer": "yes"}}
    api.post("/screenings", answers)
    signal = api.post(
        "/signals",
        {"indicator": "patrol_observation", "source": "Patrol", "happened_on": "2022-02-24"},
    ).json()
    finding = Finding.objects.first()
    sitrep = api.post("/sitreps", {"on": last.date().isoformat()}).json()
    return {
        "post": post.code,
        "code_or_id": post.code,
        "service_id": str(service.id),
        "tally_id": str(tally.id),
        "forecast_id": str(forecast.id if forecast else ""),
        "alert_id": str(alert.id if alert else ""),
        "signal_id": signal["id"],
        "group_id": group["id"],
        "person_id": person,
        "crossing_id": made["crossing_id"],
        "finding_id": str(finding.id if finding else ""),
        "sitrep_id": sitrep["id"],
    }


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@seed(20220224)
@settings(
    max_examples=7,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_the_server_fail(case: Any, api: ApiClient, known: dict[str, str]) -> None:
    with one_connection():
        case.call_and_validate(headers=api.headers, checks=CHECKS)
        if set_ids(case, known):
            case.call_and_validate(headers=api.headers, checks=CHECKS)


def set_ids(case: Any, known: dict[str, str]) -> bool:
    """Put ids that exist where the request names records; whether there were any."""
    places = [case.path_parameters, case.query, case.body]
    found = [
        (place, name)
        for place, name in itertools.product(places, known)
        if isinstance(place, dict) and name in place
    ]
    for place, name in found:
        place[name] = known[name]
    return bool(found)
