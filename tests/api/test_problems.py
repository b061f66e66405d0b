"""Whatever is wrong with a request is answered as problem details, never as a server error."""

from __future__ import annotations

import pytest
from django.urls import path
from ninja import NinjaAPI
from tests.api.conftest import ApiClient, MakeClient

from openhbm.api.problems import MEDIA_TYPE, answer_with_problems
from openhbm.apps.crossings.models import Tally
from openhbm.apps.places.models import Post

NOWHERE = "01900000-0000-7000-8000-000000000000"
pytestmark = pytest.mark.django_db


def assert_problem(answer, status: int, field: str = "") -> dict:
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert set(told) == {"type", "title", "status", "detail", "field", "remedy", "errors"}
    assert told["detail"]
    assert told["field"] == field
    return told


@pytest.mark.parametrize(
    "header", [None, "Bearer nonsense", "Basic abc", "Bearer", "Bearer \udcff"]
)
def test_request_without_a_valid_token_is_asked_for_one(
    stranger: ApiClient, header: str | None
) -> None:
    if header:
        stranger.headers["Authorization"] = header

    answer = stranger.get("/tallies")

    told = assert_problem(answer, 401, "Authorization")
    assert "Bearer" in told["remedy"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_unknown_address_and_absent_record_look_the_same(api: ApiClient) -> None:
    nothing, absent = api.get("/nothing/here"), api.get(f"/persons/{NOWHERE}")

    assert assert_problem(nothing, 404) == assert_problem(absent, 404)


def test_hidden_person_looks_absent(api: ApiClient, client_with: MakeClient, post: Post) -> None:
    made = api.post("/persons", {"post": post.code, "name": "Test Person"}).json()
    analyst = client_with("analyst")

    hidden = analyst.get(f"/persons/{made['person']['id']}")

    assert assert_problem(hidden, 404) == assert_problem(analyst.get(f"/persons/{NOWHERE}"), 404)


def test_writing_without_the_role_is_forbidden(client_with: MakeClient, post: Post) -> None:
    answer = client_with("analyst").post("/persons", {"post": post.code, "name": "Test Person"})

    assert_problem(answer, 403)


def test_fields_that_are_wrong_are_all_named(api: ApiClient, post: Post) -> None:
    body = {"post": post.code, "persons": -1, "direction": "UP", "colour": "red"}

    told = assert_problem(api.post("/tallies", body), 422, "persons")

    assert [error["field"] for error in told["errors"]] == ["persons", "direction", "colour"]
    assert Tally.objects.count() == 0


def test_action_that_refuses_names_field_and_remedy(api: ApiClient, post: Post) -> None:
    body = {"post": post.code, "persons": 3, "counts": {"F 5-11": 9}}

    told = assert_problem(api.post("/tallies", body), 422, "counts")

    assert told["remedy"]


def test_unknown_post_in_a_body_is_a_wrong_field(api: ApiClient) -> None:
    assert_problem(api.post("/tallies", {"post": "NOWHERE", "persons": 1}), 422, "post")


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"x"', "[" * 50_000, b"\xff\xfe", "NaN", '{"post": {}}'],
)
def test_body_that_is_no_object_is_refused(api: ApiClient, body: str | bytes) -> None:
    answer = api.post("/tallies", body)

    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("post", "a\x00b"),
        ("post", "\ud800"),
        ("persons", 10**30),
        ("persons", True),
        ("persons", "1e400"),
        ("persons", 1.5),
        ("starts_at", "0001-01-01T00:00:00+14:00"),
        ("starts_at", "9999-12-31T23:59:59-14:00"),
        ("starts_at", "2022-03-01T08:00:00"),
        ("at", "2199-01-01T00:00:00Z"),
        ("counts", {"\x00": 1}),
        ("counts", {"F 5-11": 10**30}),
        ("mode", None),
    ],
)
def test_value_that_no_database_holds_is_refused_with_its_field(
    api: ApiClient, post: Post, field: str, value: object
) -> None:
    told = api.post("/tallies", {"post": post.code, "persons": 3, field: value})

    assert told.status_code == 422
    assert told.json()["field"].split(".")[0] == field


@pytest.mark.parametrize("where", ["name", "description", "origin", "phone"])
@pytest.mark.parametrize("text", ["a\x00b", "x" * 5000, "\udfff"])
def test_text_that_cannot_be_stored_is_refused(
    api: ApiClient, post: Post, where: str, text: str
) -> None:
    body = {"post": post.code, "name": "Test Person", where: text}

    assert_problem(api.post("/persons", body), 422, where)


@pytest.mark.parametrize(
    "path",
    ["/persons/1", "/persons/%00", "/posts/%00", "/groups/not-a-uuid", "/journal/cats/" + NOWHERE]
    + [
        "/sitreps/%ED%A0%80",
        f"/tallies/{NOWHERE}",
        "/posts/" + "x" * 3000,
        "//",
        "/persons//",
        "/a%0Ab",
    ],
)
def test_bad_address_is_answered_below_500(api: ApiClient, path: str) -> None:
    answer = api.get(path)

    assert answer.status_code in (404, 422)
    assert answer.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": "\x00"},
        {"cursor": "W10:abc"},
        {"limit": "0"},
        {"limit": "9" * 40},
    ]
    + [{"from_on": "0000-00-00"}, {"to_on": "99999-01-01"}, {"post": "\x00"}, {"post": "None"}],
)
def test_bad_query_is_refused_with_its_field(api: ApiClient, query: dict[str, str]) -> None:
    assert_problem(api.get("/tallies", **query), 422, next(iter(query)))


def test_unexpected_failure_tells_nothing_of_the_inside(api: ApiClient, settings, caplog) -> None:
    settings.ROOT_URLCONF = "tests.api.test_problems"

    answer = api.get("/broken")

    told = assert_problem(answer, 500)
    assert "secret" not in str(told)
    assert "secret" in caplog.text


broken = NinjaAPI(urls_namespace="broken", docs_url=None, openapi_url=None)
answer_with_problems(broken)


@broken.get("/broken")
def fail(request) -> None:
    raise RuntimeError("the secret of the house")


urlpatterns = [path("api/v1/", broken.urls)]
