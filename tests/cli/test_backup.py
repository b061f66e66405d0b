"""Out into a file and back again."""

from __future__ import annotations

import tarfile

import pytest
from django.utils import timezone

from openhbm.cli.archive import MANIFEST, write_archive
from openhbm.cli.https import own_certificate


@pytest.fixture
def copy(node, tmp_path):
    """A backup of the node, without its keys."""
    file = tmp_path / "node.tar"
    node("backup", str(file))
    return file


def test_backup_restored_elsewhere_has_every_entry_and_user(node, hbm, copy):
    back = hbm.json("restore", str(copy), "--keys", str(node.home / "keys"))
    assert back["verified"]
    assert back["entries"] == node.json("journal", "verify")["entries"]
    assert hbm("user", "list").stdout == node("user", "list").stdout
    assert hbm.json("doctor")["well"]


def test_backup_holds_no_key_and_says_so(node, copy):
    with tarfile.open(copy) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]
    for key in (node.home / "keys").iterdir():
        assert key.read_bytes() not in copy.read_bytes()


def test_backup_with_keys_restores_by_itself(node, hbm, tmp_path):
    told = node.json("backup", str(tmp_path / "whole.tar"), "--with-keys")
    assert "read everything" in told["warning"]
    assert hbm.json("restore", str(tmp_path / "whole.tar"))["verified"]


def test_backup_with_content_of_its_own_brings_that_back_and_is_proven_by_a_drill(
    node, hbm, tmp_path
):
    overlay = tmp_path / "overlay"
    (overlay / "procedures").mkdir(parents=True)
    (overlay / "procedures" / "README").write_text("ours", encoding="utf-8")
    node.environment["HBM_CONTENT"] = str(overlay)
    trusted = own_certificate(node.home, ["post.local"], timezone.now())
    node("backup", str(tmp_path / "first.tar"))
    node("backup", str(tmp_path / "next.tar"), "--base", str(tmp_path / "first.tar"))
    del node.environment["HBM_CONTENT"]
    with tarfile.open(tmp_path / "next.tar") as tar:
        assert "content/procedures/README" not in tar.getnames()
    assert trusted.authority.read_bytes() not in (tmp_path / "next.tar").read_bytes()
    keys = ("--keys", str(node.home / "keys"))
    with_base = (*keys, "--base", str(tmp_path / "first.tar"))

    assert "--base" in hbm("restore", str(tmp_path / "next.tar"), *keys, expect=1).stderr
    drill = node.json("restore", str(tmp_path / "next.tar"), "--drill", *with_base)
    assert (drill["restorable"], drill["verified"], drill["https"]) == (True, True, True)
    assert list(hbm.home.parent.glob("home*")) == []
    assert "HBM_CONTENT" in hbm("restore", str(tmp_path / "next.tar"), *with_base).stdout
    assert (hbm.home / "content" / "procedures" / "README").read_text() == "ours"
    # Tablets that trusted the node before trust it again.
    again = own_certificate(hbm.home, ["post.local"], timezone.now())
    assert (again.fingerprint, again.key.read_bytes()) == (
        trusted.fingerprint,
        trusted.key.read_bytes(),
    )
    assert again.key.stat().st_mode & 0o777 == 0o600


def test_backup_is_never_overwritten(node, copy):
    assert "exists" in node("backup", str(copy), expect=1).stderr


def test_restore_without_keys_is_refused_and_leaves_nothing(hbm, copy):
    ended = hbm("restore", str(copy), expect=1)
    assert "--keys" in ended.stderr
    assert list(hbm.home.parent.glob("home*")) == []


def test_restore_with_other_keys_is_refused_and_leaves_nothing(hbm, copy, tmp_path, shell_in):
    other = shell_in(tmp_path / "other")
    other("init")
    ended = hbm("restore", str(copy), "--keys", str(other.home / "keys"), expect=1)
    assert "does not open with these keys" in ended.stderr
    assert list(hbm.home.parent.glob("home*")) == []


def test_restore_over_a_node_is_refused_without_force(new_node, node, copy):
    before = new_node("user", "list").stdout
    assert "--force" in new_node("restore", str(copy), expect=1).stderr
    assert new_node("user", "list").stdout == before


def test_restore_with_force_puts_the_former_node_aside(new_node, node, copy):
    words = ("restore", str(copy), "--force", "--keys", str(node.home / "keys"))
    aside = new_node.json(*words)["put_aside"]
    assert new_node("user", "list").stdout == node("user", "list").stdout
    new_node.environment["HBM_HOME"] = aside
    assert new_node.json("journal", "verify")["verified"]


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_restore_of_a_damaged_file_is_refused(hbm, node, copy, place):
    raw = bytearray(copy.read_bytes())
    raw[int(len(raw) * place)] ^= 1
    copy.write_bytes(raw)
    ended = hbm("restore", str(copy), "--keys", str(node.home / "keys"), expect=1)
    assert "damaged" in ended.stderr or "cannot be read" in ended.stderr
    assert list(hbm.home.parent.glob("home*")) == []


def test_restore_of_a_cut_file_is_refused(hbm, node, copy):
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    assert hbm("restore", str(copy), "--keys", str(node.home / "keys"), expect=1).stderr


def test_restore_of_something_else_is_refused(hbm, tmp_path):
    other, inside = tmp_path / "other.tar", tmp_path / "inside"
    inside.write_text("x", encoding="utf-8")
    with tarfile.open(other, "w") as tar:
        tar.add(inside, arcname="../outside")
    assert "not a backup" in hbm("restore", str(other), expect=1).stderr
    assert not (tmp_path / "outside").exists()


def test_file_deleted_while_copying_is_left_out_and_the_rest_kept(tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    members = {"files/photos/kept": kept, "files/photos/erased": tmp_path / "erased"}
    write_archive(tmp_path / "node.tar", members, {})
    with tarfile.open(tmp_path / "node.tar") as tar:
        assert set(tar.getnames()) == {"files/photos/kept", MANIFEST}


def test_copy_that_cannot_be_finished_leaves_nothing(tmp_path):
    (tmp_path / "whole").write_bytes(b"whole")
    members = {"hbm.sqlite3": tmp_path / "whole", "database.pgdump": tmp_path / "absent"}
    with pytest.raises(FileNotFoundError):
        write_archive(tmp_path / "node.tar", members, {})
    assert not list(tmp_path.glob("node.tar*"))
