import os

import pytest

from openhbm.cli.demo import home
from openhbm.cli.demo.home import MARK, take_own_home


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HBM_HOME", str(tmp_path / "operator"))
    monkeypatch.setenv("HBM_DATABASE_URL", "postgresql://operator@db/real")
    monkeypatch.setenv("HBM_NODE", "REAL")
    yield monkeypatch
    while home._locks:
        home._locks.pop().close()


def test_own_home_turns_away_from_the_operators_home_and_database(tmp_path, environment):
    (tmp_path / "operator").mkdir()
    (tmp_path / "operator" / "hbm.sqlite3").write_text("real")

    take_own_home(["--no-serve", "--seed", "1"])

    assert os.environ["HBM_HOME"] == str(tmp_path / "operator" / "demo")
    assert "HBM_DATABASE_URL" not in os.environ
    assert os.environ["HBM_NODE"] == "DEMO"
    assert (tmp_path / "operator" / "hbm.sqlite3").read_text() == "real"


def test_own_home_of_an_earlier_demo_is_made_anew(tmp_path):
    (tmp_path / "own" / "files").mkdir(parents=True)
    (tmp_path / "own" / MARK).touch()
    (tmp_path / "own" / "files" / "old").write_text("old")

    take_own_home(["--home", str(tmp_path / "own")])

    assert [each.name for each in (tmp_path / "own").iterdir()] == [MARK]


def test_own_home_that_is_no_demos_is_refused_and_left_alone(tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis").write_text("years of work")

    with pytest.raises(ValueError, match="holds something that is no demo"):
        take_own_home(["--home", str(tmp_path / "papers")])

    assert (tmp_path / "papers" / "thesis").read_text() == "years of work"


def test_own_home_in_use_by_another_demo_is_refused(tmp_path):
    take_own_home(["--home", str(tmp_path / "own")])

    with pytest.raises(ValueError, match="a demo is running in"):
        take_own_home(["--home", str(tmp_path / "own")])
