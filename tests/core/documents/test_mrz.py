"""Machine-readable zones: specimens, what is special, what is wrong, and nonsense."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from openhbm.core.documents.mrz.building import ZoneContent, ZoneError, build, names_field
from openhbm.core.documents.mrz.dates import birth_date, expiry_date, other_century, zone_date
from openhbm.core.documents.mrz.digits import check_digit
from openhbm.core.documents.mrz.layouts import LAYOUTS
from openhbm.core.documents.mrz.letters import transliterated
from openhbm.core.documents.mrz.parsing import parse
from openhbm.core.documents.mrz.repair import repair_candidates
from openhbm.core.documents.mrz.zone import Standing, Verdict
from openhbm.core.values import PartialDate

SPECIMENS = Path(__file__).parents[4] / "shared" / "data" / "mrz_specimens"
VALUES = {
    "type": "type",
    "issuer": "issuer",
    "surname": "surname",
    "given": "given",
    "number": "number",
    "nat": "nationality",
    "birth": "birth",
    "sex": "sex",
    "expiry": "expiry",
    "optional": "optional",
    "optional2": "optional2",
}
VERDICTS = {"True": Verdict.RIGHT, "False": Verdict.WRONG, "": Verdict.ABSENT}
TODAY = date(2026, 11, 21)
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)


def rows(name):
    path = SPECIMENS / name
    if not path.exists():
        pytest.skip("the specimens are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def zone_of(row):
    return parse("\n".join(row[f"line{n}"] for n in (1, 2, 3) if row[f"line{n}"]))


def differences(row):
    zone = zone_of(row)
    told = [
        (key, getattr(zone, name)) for key, name in VALUES.items() if key in row and row["type"]
    ]
    wrong = [(key, value, row[key]) for key, value in told if value != row[key]]
    if zone.format != row["format"]:
        wrong.append(("format", zone.format, row["format"]))
    if row["valid"] and str(zone.is_valid) != row["valid"]:
        wrong.append(("valid", zone.is_valid, row["valid"]))
    for key in row:
        if key.startswith("check_") and row["type"]:
            verdict = zone.verdict(key.removeprefix("check_"))
            if verdict != VERDICTS[row[key]]:
                wrong.append((key, verdict, row[key]))
    return wrong


@pytest.mark.parametrize("name", ["specimens.csv", "generated_conformance_2000.csv"])
def test_zone_of_every_specimen_has_its_fields_and_verdicts(name):
    wrong = [(row["line1"], found) for row in rows(name) if (found := differences(row))]

    assert wrong == []


def test_old_french_card_is_read_by_its_own_layout():
    zone = parse("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n9409923102854CORINNE<<<<<<<6512068F4")

    assert (zone.format, zone.surname, zone.given) == ("FRID", "BERTHIER", "CORINNE")
    assert (zone.number, zone.birth, zone.is_valid) == ("940992310285", "651206", True)


def test_random_lines_raise_nothing_and_say_why_they_are_none():
    rng = Random(9303)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<<<<<<é٣\n \t«"
    for _ in range(4000):
        count, width = rng.choice(((3, 30), (2, 36), (2, 44), (1, 90), (rng.randrange(5), 50)))
        text = "\n".join("".join(rng.choices(letters, k=width)) for _ in range(count))
        zone = parse(text)
        assert zone.format in LAYOUTS or zone.problems
        assert all(zone.standing(name) in Standing for name in VALUES.values())


@pytest.mark.parametrize("text", ["", "P<UTO", "x" * 3_000_000, "A" * 30 + "\n" + "B"])
def test_text_that_is_no_zone_has_no_values_and_a_problem(text):
    zone = parse(text)

    assert (zone.format, zone.number, zone.is_valid) == ("", "", False)
    assert zone.problems[0].code in ("empty", "no_format", "too_long")


def test_zone_in_one_line_with_spaces_and_small_letters_is_read():
    zone = parse(" ".join(PASSPORT).lower())

    assert (zone.format, zone.surname, zone.is_valid) == ("TD3", "ERIKSSON", True)


def test_standing_tells_vouched_from_read_from_doubtful():
    zone = parse(
        PASSPORT[0].replace("ANNA", "4NNA") + "\n" + PASSPORT[1].replace("7408122", "7408123")
    )

    assert zone.standing("number") == Standing.VOUCHED
    assert zone.standing("nationality") == Standing.READ
    assert zone.standing("birth") == zone.standing("given") == Standing.DOUBTFUL
    assert (zone.verdict("birth"), zone.verdict("composite")) == (Verdict.WRONG, Verdict.WRONG)


@pytest.mark.parametrize("format_name", LAYOUTS)
@pytest.mark.parametrize("nationality", ["XXA", "XXB", "XXC", "XXX", "UTO", "UNO", "RKS", "D"])
def test_zone_that_was_built_is_valid_and_says_the_same(format_name, nationality):
    kind = "V" if format_name.startswith("MRV") else "ID"
    content = ZoneContent(
        type=kind,
        issuer="FRA",
        surname="Hilmu",
        given="Selam",
        number="AB1234567",
        nationality=nationality,
        birth="8107<<",
        sex="F",
        expiry="300101",
    )
    zone = parse("\n".join(build(format_name, content)))

    assert zone.is_valid
    assert (zone.surname, zone.given, zone.birth, zone.sex) == ("HILMU", "SELAM", "8107<<", "F")
    assert zone.nationality == (nationality if format_name != "FRID" else "")


@pytest.mark.parametrize("number", ["D23145890123", "D231458901", "D23145890123456"])
@pytest.mark.parametrize("format_name", ["TD1", "TD2"])
def test_long_number_runs_on_into_the_optional_data(format_name, number):
    content = ZoneContent(type="I", issuer="UTO", surname="Hilmu", number=number)
    if format_name == "TD2" and len(number) > 15:
        with pytest.raises(ZoneError, match="no room"):
            build(format_name, content)
        return
    zone = parse("\n".join(build(format_name, content)))

    assert (zone.number, zone.optional, zone.is_valid) == (number, "", True)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("birth", {"birth": "1.1.80"}),
        ("sex", {"sex": "Z"}),
        ("number", {"number": "ÄÖ"}),
        ("issuer", {"issuer": "12"}),
        ("surname", {"surname": "123"}),
        ("number", {"number": "X" * 30}),
        ("type", {"type": "V"}),
    ],
)
def test_building_what_cannot_stand_in_a_zone_names_the_field(field, change):
    with pytest.raises(ZoneError) as refused:
        build("TD3", ZoneContent(**{"type": "P", "issuer": "UTO", "surname": "A"} | change))

    assert refused.value.field == field


def test_names_too_long_keep_a_letter_of_the_given_names():
    cut = names_field("A" * 50, "ANNA<MARIA", 39)

    assert (len(cut), cut[-3:]) == (39, "<<A")
    assert parse(f"P<UTO{cut}\n{PASSPORT[1]}").is_name_cut


def test_letters_of_other_scripts_go_by_the_tables_of_icao():
    assert transliterated("Зоряна Щерба", "uk") == "ZORIANA<SHCHERBA"
    assert transliterated("Ярема", "uk") == "YAREMA"
    assert transliterated("محمد") == "MXHMD"
    assert transliterated("مدّ") == "MDD"
    assert transliterated("Øster-Müller O’Neil 3.") == "OESTER<MUELLER<ONEIL"
    assert transliterated("ሰላም") == "SELAM"


def test_birth_date_keeps_its_precision_and_is_never_in_the_future():
    assert str(birth_date("0807<<", TODAY)) == "2008-07"
    assert str(birth_date("08<<<<", TODAY)) == "2008"
    assert str(birth_date("080700", TODAY)) == "2008-07"
    assert str(birth_date("261122", TODAY)) == "1926-11-22"
    assert str(other_century("220101", TODAY)) == "1922-01-01"
    assert [birth_date(t, TODAY) for t in ("<<0701", "08<<01", "081301", "0802O1", "")] == [
        None
    ] * 5


def test_expiry_date_is_in_the_century_nearest_to_the_day():
    assert str(expiry_date("991231", TODAY)) == "1999-12-31"
    assert str(expiry_date("760101", TODAY)) == "2076-01-01"
    assert zone_date(PartialDate.parse("1988-03")) == "8803<<"
    assert zone_date(PartialDate.parse("1988~2")) == zone_date(None) == "<<<<<<"


def test_repair_offers_what_makes_all_check_digits_right():
    read = PASSPORT[0] + "\n" + PASSPORT[1].replace("L898902C", "L8989O2C")
    zone = parse(read)
    candidates = repair_candidates(zone)

    assert not zone.is_valid
    assert PASSPORT in [candidate.zone.lines for candidate in candidates]
    told = next(c.changes for c in candidates if c.zone.lines == PASSPORT)
    assert [(c.line, c.column, c.found, c.proposed) for c in told] == [(2, 6, "O", "0")]
    # The check digits cannot tell it from another slip, so there is more than one candidate.
    assert len(candidates) > 1


def test_repair_gives_nothing_for_valid_zones_and_for_hopeless_ones():
    assert repair_candidates(parse("\n".join(PASSPORT))) == ()
    assert repair_candidates(parse("A" * 44 + "\n" + "W" * 44)) == ()
    assert repair_candidates(parse("nothing")) == ()


def test_check_digit_is_that_of_the_standard():
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
