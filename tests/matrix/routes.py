"""Every address of the pages and the interface, filled in with records of a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

# Not about the node's records: files, sign-in itself and its second factors.
LEFT_OUT = ("static/", "sign-in", "sign-out", "mfa/", "oidc/", "accounts/")


@dataclass(frozen=True)
class Route:
    """One address as written, and one way to fill it in."""

    pattern: str
    path: str


def all_patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Each address as written, such as ``persons/<uuid:person_id>/``."""
    for part in (resolver or get_resolver()).url_patterns:
        written = before + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from all_patterns(part, written)
        elif isinstance(part, URLPattern) and not written.startswith(LEFT_OUT):
            yield written


def filled_routes(values: Mapping[str, tuple[object, ...]]) -> list[Route]:
    """Every address with every value that a world has for what stands in it.

    A new kind of value in an address needs its line in the world, or the test that asks for this
    fails: an address nobody tries is an address nobody has checked.
    """
    found: dict[str, Route] = {}
    for pattern in all_patterns():
        for path in _filled(pattern, values):
            found.setdefault(path, Route(pattern, path))
    return sorted(found.values(), key=lambda route: (route.pattern, route.path))


def _filled(pattern: str, values: Mapping[str, tuple[object, ...]]) -> list[str]:
    paths = [""]
    for piece in pattern.split("<"):
        inside, closed, after = piece.partition(">")
        if not closed:
            paths = [path + piece for path in paths]
            continue
        name = inside.split(":")[-1]
        if name not in values:
            raise AssertionError(f"/{pattern}: give the world of this test values for {name!r}")
        paths = [f"{path}{value}{after}" for path in paths for value in values[name]]
    return ["/" + path for path in paths]


ABSENT = UUID("01900000-0000-7000-8000-000000000000")
