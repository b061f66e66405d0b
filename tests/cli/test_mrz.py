"""``hbm mrz``: zones parsed, read from pictures and made."""

from __future__ import annotations

from pathlib import Path

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
LINES = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)


def fails(hbm, *words):
    return hbm("mrz", *words, expect=1).stderr


def test_what_is_built_is_parsed_again(hbm):
    words = ("--type", "ID", "--issuer", "UTO", "--surname", "Hilmu", "--number", "D23145890123")
    built = hbm.json("mrz", "build", "TD1", *words)
    told = hbm.json("mrz", "parse", *built["lines"])

    assert (told["format"], told["fields"]["number"], told["is_valid"]) == (
        "TD1",
        "D23145890123",
        True,
    )


def test_wrong_check_digit_is_told_with_what_it_should_be(hbm):
    told = hbm("mrz", "parse", LINES[0], LINES[1].replace("L898902C36", "L898902C37"))

    assert "check number     7 wrong, should be 6" in told.stdout


def test_picture_is_read_and_what_is_none_says_why(hbm, tmp_path):
    told = hbm.json("mrz", "read", str(PICTURES / "card_on_its_side.jpg"), "--at", "2026-11-21")
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(4 * 1024**3)

    assert (told["fields"]["surname"], told["birth_date"]) == ("KAZKOVYI", "1974-08")
    assert "more than 24 MB" in fails(hbm, "read", str(huge))
    assert "cannot be read" in fails(hbm, "read", str(tmp_path / "absent.jpg"))
    assert "no machine-readable zone" in fails(hbm, "parse", "ABC")
