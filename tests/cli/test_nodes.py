"""A post is set up beside a centre, as the guide says, and they meet over a line and by hand."""

from __future__ import annotations

import pytest

from tests.serving import Served


@pytest.fixture(scope="module")
def centre(node, tmp_path_factory):
    folder = tmp_path_factory.mktemp("centre")
    posts = folder / "posts.csv"
    posts.write_text("code,name,country,type\nPL-MED,Medyka,POL,road\n", encoding="utf-8")
    node("posts", "import", str(posts))
    server = Served(node.home, node.environment)
    server.start()
    yield node, f"http://127.0.0.1:{server.port}"
    server.kill()


@pytest.fixture(scope="module")
def post(centre, shell_in, tmp_path_factory):
    shell, url = centre
    code = shell.json("node", "enrol", "PLM", "--name", "Post Medyka", "--post", "PL-MED")["code"]
    post = shell_in(tmp_path_factory.mktemp("post") / "home")
    words = ("init", "--node", "PLM", "--centre", url, "--code", code, "--password-stdin")
    told = post.json(*words, typed="correct horse battery\n")
    assert told["node"] == {"prefix": "PLM", "name": "Post Medyka", "kind": "post"}
    return post


def test_post_enrols_and_meets_the_centre_over_a_line(centre, post):
    done = post.json("sync", "run", "--once")
    status = post.json("sync", "status")
    there = centre[0].json("node", "list")["nodes"]

    assert (done["problem"], done["received"] > 0, done["sent"] > 0) == ("", True, True)
    assert (status["prefix"], status["upstream"], status["unsent"]) == ("PLM", "HBM", 0)
    assert status["nodes"][0]["problems"] == []
    assert [(n["prefix"], n["lacks"], n["problems"]) for n in there] == [("PLM", 0, [])]
    assert post.json("journal", "verify")["verified"] is True


def test_bundle_carried_by_hand_is_taken_in_once_and_a_damaged_one_refused(centre, post, tmp_path):
    shell, _url = centre
    post("user", "add", "clerk", "--role", "registration_clerk", "--password-stdin", typed="x" * 14)
    bundle = tmp_path / "stick.hbm"
    written = post.json("sync", "export", "--to", "HBM", str(bundle))
    first = shell.json("sync", "import", str(bundle))
    again = shell.json("sync", "import", str(bundle))
    damaged = tmp_path / "damaged.hbm"
    damaged.write_bytes(bundle.read_bytes()[:-40])
    refused = shell("sync", "import", str(damaged), expect=1)

    assert written["entries"] == first["entries"] > 0
    assert (again["entries"], again["known"]) == (0, again["letters"])
    assert "damaged" in refused.stderr
    assert shell.json("journal", "verify")["verified"] is True
