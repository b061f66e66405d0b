"""Every address asks who is there, except the few listed here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, StringConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

# Sign-in itself, a code in place of it, whether the process lives, the description of the
# interface (no data in it), whether a paper is valid (nothing of its holder without the code), and
# the page that a tablet keeps, which holds forms and nothing about anybody.
OPEN = {
    "sign-in/",
    "sign-out/",
    "recover/",
    "devices/join/",
    "devices/join/<str:code>/",
    "healthz",
    "language/",
    "api/v1/openapi.json",
    "jsi18n/",
    "verify/",
    "tablet/",
    "tablet/worker.js",
    "tablet/manifest.webmanifest",
    "tablet/<str:language>/",
}
METHODS = ("get", "post", "put", "patch", "delete")
ID = "01900000-0000-7000-8000-000000000000"


def routes(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, str]]:
    """Each route as written and with values filled in: ``posts/<uuid:id>`` → ``posts/0190…``."""
    found = []
    for part in (resolver or get_resolver()).url_patterns:
        assert isinstance(part.pattern, RoutePattern), f"Write {part} with path(), not re_path()."
        route = before + part.pattern._route
        if isinstance(part, URLResolver):
            found += routes(part, route)
        elif isinstance(part, URLPattern):
            found.append((route, filled(route, part.pattern.converters)))
    return found


def filled(route: str, converters: dict) -> str:
    """The route with something plausible for every value in it."""
    path = route
    for piece in route.split("<")[1:]:
        inside = piece.split(">")[0]
        kind, _, name = inside.rpartition(":")
        values = {UUIDConverter: ID, IntConverter: "1", StringConverter: "x"}
        value = "str" in kind and "x" or "int" in kind and "1" or "uuid" in kind and ID or "x"
        for converter, text in values.items():
            if type(converters.get(name)) is converter:
                value = text
        path = path.replace(f"<{inside}>", value)
    return path


def is_open(route: str) -> bool:
    return route in OPEN or route.startswith("static/")


def all_routes() -> list[tuple[str, str]]:
    with_parents = routes()
    seen: dict[str, str] = dict(with_parents)
    return sorted(seen.items())


@pytest.mark.django_db
def test_every_route_sends_a_stranger_to_sign_in():
    client, let_in = Client(raise_request_exception=False), []
    closed = [(route, path) for route, path in all_routes() if not is_open(route)]
    for route, path in closed:
        for method in METHODS:
            answer = getattr(client, method)("/" + path)
            if not turned_away(answer):
                let_in.append(f"{method.upper()} /{route}: {answer.status_code}")
    assert closed, "no routes found"
    assert not let_in, "A stranger was not turned away from\n  " + "\n  ".join(let_in)


def turned_away(answer) -> bool:
    """Asked to sign in, or told that there is no such method; never answered."""
    to_sign_in = answer.status_code == 302 and "sign-in" in answer.headers["Location"]
    return to_sign_in or answer.status_code in (401, 403, 405)


@pytest.mark.django_db
def test_open_routes_exist():
    written = {route for route, _path in all_routes()}
    assert "sign-in/" in written
    assert "api/v1/openapi.json" in written
