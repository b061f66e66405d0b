"""Setting a node up, and who may use it."""

from __future__ import annotations

import stat


def test_init_makes_keys_for_the_owner_only_and_an_administrator(hbm):
    made = hbm.json("init")
    assert made["administrator"] == "admin"
    assert made["migrations_applied"] > 0
    assert len(made["password"]) >= 12
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in hbm.home.glob("keys/*")}
    assert modes == {"node.key": 0o600, "protection.key": 0o600}


def test_init_again_changes_nothing(node):
    again = node.json("init")
    assert again["migrations_applied"] == 0
    assert "password" not in again
    assert node.json("journal", "verify")["entries"] == 3


def test_init_database_file_holds_nothing_readable(node):
    raw = (node.home / "hbm.sqlite3").read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert b"administrator" not in raw


def test_weak_password_is_refused_and_nobody_is_added(node):
    ended = node("user", "add", "weak", "--password-stdin", typed="password\n", expect=1)
    assert "too" in ended.stderr
    assert "weak" not in node("user", "list").stdout


def test_user_added_with_a_role_is_listed_with_it(node):
    words = ("user", "add", "amal", "--name", "Amal", "--role", "registration_clerk")
    added = node.json(*words, "--password-stdin", typed="correct horse battery\n")
    assert added == {"username": "amal", "name": "Amal", "roles": ["registration_clerk"]}
    assert added in node.json("user", "list")["users"]


def test_user_with_an_unknown_role_is_refused_before_being_added(node):
    words = ("user", "add", "noor", "--role", "king", "--password-stdin")
    ended = node(*words, typed="correct horse battery\n", expect=1)
    assert "no role king" in ended.stderr
    assert "noor" not in node("user", "list").stdout


def test_user_name_taken_is_told_with_its_remedy(node):
    ended = node("user", "add", "admin", "--password-stdin", typed="correct horse bat\n", expect=1)
    assert "is taken" in ended.stderr
    assert "Choose another" in ended.stderr


def test_token_is_a_secret_of_its_own_each_time(node):
    first = node.json("user", "token", "admin")["token"]
    second = node.json("user", "token", "admin")["token"]
    assert first != second
    assert first.startswith("hbm_")


def test_acting_as_somebody_unknown_is_refused(node):
    ended = node("user", "list", "--as", "nobody", expect=1)
    assert "There is no user nobody" in ended.stderr


def test_recovery_code_is_made_for_a_user_and_told_once(node):
    node(
        "user",
        "add",
        "lost",
        "--role",
        "border_officer",
        "--password-stdin",
        typed="correct horse battery\n",
    )

    told = node.json("user", "recover", "lost")

    assert told["username"] == "lost"
    assert len(told["code"]) == 11
    assert told["minutes"] == 15


def test_deactivated_user_loses_everything_until_reactivated(node):
    node(
        "user",
        "add",
        "leaver",
        "--role",
        "border_officer",
        "--password-stdin",
        typed="correct horse battery\n",
    )

    gone = node.json("user", "deactivate", "leaver")
    back = node.json("user", "reactivate", "leaver")

    assert gone["roles"] == []
    assert back["roles"] == ["border_officer"]
