"""Importing files on the command line."""

from __future__ import annotations

import json

import pytest

COUNTS = """Date,Crossing point,Arrivals
2022-03-01,Medyka,"1,200"
2022-03-02,Medyka,1350
2022-03-02,Medyka,many
2022-13-01,Medyka,10
2022-03-03,Medyka,-4
2022-03-03,Nowhere,7
2022-03-04,Medyka,900
"""
POSTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [22.93, 49.8]},
            "properties": {"name": "Medyka", "country": "POL", "code": "PL-MEDYKA"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [22.93, 149.8]},
            "properties": {"name": "Beyond", "country": "POL"},
        },
    ],
}


@pytest.fixture(scope="module")
def files(node, tmp_path_factory):
    """A file of posts, imported, and a file of counts at them."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "posts.geojson").write_text(json.dumps(POSTS), encoding="utf-8")
    (folder / "counts.csv").write_text("\ufeff" + COUNTS, encoding="utf-8")
    return folder


def test_posts_import_keeps_the_good_ones_and_tells_the_bad(node, files):
    told = node.json("posts", "import", str(files / "posts.geojson"))
    assert (told["accepted"], told["rejected"]) == (1, 1)
    assert "PL-MEDYKA" in node("posts", "list").stdout


def test_arrivals_import_keeps_the_good_rows_and_tells_the_bad_by_cell(node, files):
    node("posts", "import", str(files / "posts.geojson"))
    trial = node.json("arrivals", "import", str(files / "counts.csv"), "--dry-run")
    assert trial["is_dry_run"]
    told = node.json("arrivals", "import", str(files / "counts.csv"))
    assert (told["accepted"], told["persons"]) == (3, 3450)
    assert (trial["accepted"], trial["persons"]) == (3, 3450)
    assert {error["cell"] for error in told["errors"]} >= {"C4", "A5", "C6"}
    assert all(error["remedy"] for error in told["errors"])
    again = node("arrivals", "import", str(files / "counts.csv"))
    assert "Nothing was changed." in again.stdout


def test_journal_shows_what_happened_to_a_post_and_who_did_it(node, files):
    node("posts", "import", str(files / "posts.geojson"))
    (post,) = node.json("posts", "list")["posts"]
    shown = node.json("journal", "show", f"places.post:{post['id']}")["entries"]
    assert shown[0]["type"] == "post_opened"
    assert shown[0]["actor"] == "admin"
    assert {"record": "places.post", "field": "name", "value": "Medyka"} in shown[0]["changes"]


def test_file_that_is_not_there_is_told(node):
    assert "cannot be read" in node("arrivals", "import", "nothing.csv", expect=1).stderr


def test_file_that_is_no_table_is_told(node, tmp_path):
    (tmp_path / "noise.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    ended = node("arrivals", "import", str(tmp_path / "noise.xlsx"), expect=1)
    assert "Save the table as CSV" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_mapping_that_means_nothing_is_told(node, files):
    words = ("arrivals", "import", str(files / "counts.csv"), "--map", "colour=blue")
    assert "colour" in node(*words, expect=1).stderr
