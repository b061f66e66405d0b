"""Every operation of the OpenAPI document is sent valid and broken requests: none fails inside.

Runs in this process and repeats itself: the examples follow from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.conftest import ApiClient

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


@pytest.fixture
def contract(api: ApiClient, post: Post, service: Service) -> Iterator[Any]:
    """The document as Schemathesis reads it, from a node that has a little of everything."""
    fill(api, post)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def fill(api: ApiClient, post: Post) -> None:
    for day in range(20):
        persons = 10 if day < 19 else 9_000
        count_arrivals(by=api.user, post=post, persons=persons, at=START + timedelta(days=day))
    last = START + timedelta(days=19)
    forecast_post(by=api.user, post=post, as_of_on=last.date(), at=last)
    check_post(by=api.user, post=post, on=last.date(), at=last)
    person = api.post("/persons", {"post": post.code, "name": "Probna Testenko"}).json()
    given = {"person_id": person["person"]["id"], "post": post.code, "unable_reason": "refused"}
    api.post("/screenings", given)
    api.post("/sitreps", {"on": last.date().isoformat()})


schema = schemathesis.pytest.from_fixture("contract")


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@seed(20220224)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=False,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_the_server_fail(case: Any, api: ApiClient) -> None:
    case.call_and_validate(headers=api.headers, checks=CHECKS)
