"""``{% vite 'app.ts' %}``: the tags that load a built front-end entry, from Vite's manifest."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BUILD = Path(__file__).resolve().parent.parent / "static" / "build"

register = template.Library()


@register.simple_tag
def vite(entry: str) -> SafeString:
    """Style sheets and module scripts of one entry of ``frontend/src``."""
    manifest = manifest_in(BUILD)
    chunk = manifest.get(f"src/{entry}")
    if chunk is None:
        raise ImproperlyConfigured(
            f"the front end has no entry {entry!r}; built entries: {', '.join(_entries(manifest))}"
        )
    styles = [name for part in _with_imports(manifest, chunk) for name in part.get("css", [])]
    return format_html(
        '{}<script type="module" src="{}"></script>',
        format_html_join("", '<link rel="stylesheet" href="{}">', ((_url(s),) for s in styles)),
        _url(chunk["file"]),
    )


def files_of(entry: str) -> list[str]:
    """Addresses of everything that an entry loads, for a page that is kept without a line."""
    manifest = manifest_in(BUILD)
    parts = _with_imports(manifest, manifest[f"src/{entry}"])
    names = [name for part in parts for name in [part["file"], *part.get("css", [])]]
    return [_url(name) for name in dict.fromkeys(names)]


@register.simple_tag
def vite_if_built(entry: str) -> SafeString:
    """The same for the page of failures, which must show even when the build itself is missing."""
    return vite(entry) if (BUILD / "manifest.json").is_file() else SafeString()


def manifest_in(build: Path) -> dict[str, Any]:
    """The manifest, read again whenever the front end was built anew."""
    path = build / "manifest.json"
    if not path.is_file():
        raise ImproperlyConfigured(
            "the front end is not built (static/build/manifest.json is missing): run make setup"
        )
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, _built_at: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _with_imports(manifest: dict[str, Any], chunk: dict[str, Any]) -> list[dict[str, Any]]:
    parts, waiting = [], [chunk]
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts.append(part)
            waiting += [manifest[name] for name in part.get("imports", [])]
    return parts


def _entries(manifest: dict[str, Any]) -> list[str]:
    return sorted(
        key.removeprefix("src/") for key, chunk in manifest.items() if chunk.get("isEntry")
    )


def _url(name: str) -> str:
    return static(f"build/{name}")
