"""The built front end is found by its manifest, and its absence is told plainly."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from openhbm.web.templatetags import vite


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A build of two entries that share a chunk."""
    shared = {"imports": ["_shared.js"], "isEntry": True}
    manifest = {
        "_shared.js": {"file": "shared-1.js", "css": ["shared-1.css"]},
        "src/app.ts": {"file": "app-2.js", "css": ["app-2.css"]} | shared,
        "src/map.ts": {"file": "map-3.js"} | shared,
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(vite, "BUILD", tmp_path)
    return tmp_path


def test_entry_loads_its_script_and_every_style_it_imports(build):
    tags = vite.vite("app.ts")

    assert 'src="/static/build/app-2.js"' in tags
    assert 'href="/static/build/app-2.css"' in tags
    assert 'href="/static/build/shared-1.css"' in tags


def test_unknown_entry_names_the_built_ones(build):
    with pytest.raises(ImproperlyConfigured, match="built entries: app.ts, map.ts"):
        vite.vite("desk.ts")


def test_missing_build_says_run_make_setup(tmp_path, monkeypatch):
    monkeypatch.setattr(vite, "BUILD", tmp_path)

    with pytest.raises(ImproperlyConfigured, match="run make setup"):
        vite.vite("app.ts")
    assert vite.vite_if_built("app.ts") == ""


def test_new_build_is_seen_without_a_restart(build):
    vite.vite("app.ts")
    manifest = {"src/app.ts": {"file": "app-newer.js", "isEntry": True}}
    path = build / "manifest.json"
    before = path.stat().st_mtime_ns
    path.write_text(json.dumps(manifest))
    assert path.stat().st_mtime_ns != before

    assert "app-newer.js" in vite.vite("app.ts")
