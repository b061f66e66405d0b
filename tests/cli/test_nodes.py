"""A post is set up beside a centre, as the guide says, and they meet over a line and by hand."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

import pytest

from tests.serving import PATIENCE_SECONDS, Served

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "operator.md"


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


def typed_in_the_guide(section: str) -> list[list[str]]:
    """The words after ``hbm`` of each command in a section of the operator's guide."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"\n## {section}")[2].partition("\n## ")[0]
    blocks = text.split("```")[1::2]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("hbm ")]
    return [shlex.split(line.partition(" # ")[0])[1:] for line in lines]


@pytest.fixture(scope="module")
def post(centre, shell_in, tmp_path_factory):
    """Set up as the guide says, word by word; only the code and the address are others."""
    shell, url = centre
    (enrol,) = typed_in_the_guide("1. ")
    code = shell.json(*enrol)["code"]
    init, serve, add = typed_in_the_guide("2. ")
    others = {"https://centre.example:8000": url, init[-1]: code}
    post = shell_in(tmp_path_factory.mktemp("post") / "home")
    words = [others.get(word, word) for word in init]
    told = post.json(*words, "--password-stdin", typed="correct horse battery\n")
    assert told["node"] == {"prefix": "PLM", "name": "Post Medyka", "kind": "post"}
    assert (told["meeting"]["problem"], told["meeting"]["received"] > 0) == ("", True)
    assert serve == ["serve"]
    post(*add, "--password-stdin", typed="correct horse battery\n")
    return post


def test_post_set_up_as_the_guide_says_meets_the_centre_by_serving(centre, post):
    server = Served(post.home, post.environment)
    server.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while post.json("sync", "status")["unsent"] and time.monotonic() < until:
        time.sleep(1)
    server.kill()
    status = post.json("sync", "status")
    there = centre[0].json("node", "list")["nodes"]

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


def test_backup_of_a_post_restored_elsewhere_is_that_post_again_and_waits_for_its_centre(
    post, shell_in, tmp_path
):
    post("backup", str(tmp_path / "post.tar"))
    elsewhere = shell_in(tmp_path / "elsewhere")
    words = ("restore", str(tmp_path / "post.tar"), "--keys", str(post.home / "keys"))
    back = elsewhere.json(*words)
    elsewhere.environment["HBM_NODE"] = "ROM"
    refused = elsewhere(*words, "--drill", expect=1)
    del elsewhere.environment["HBM_NODE"]

    assert back["waits_for"] == ["HBM"]
    assert elsewhere.json("sync", "status")["prefix"] == "PLM"
    assert "of the node PLM, but HBM_NODE says ROM" in refused.stderr
