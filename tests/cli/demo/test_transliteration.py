import pytest

from openhbm.cli.demo.transliteration import romanised


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Алушта", "Alushta"),
        ("Згурський", "Zghurskyi"),
        ("Розгон", "Rozghon"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич", "Yizhakevych"),
        ("Йосипівка", "Yosypivka"),
        ("Знам'янка", "Znamianka"),
        ("Щербухи", "Shcherbukhy"),
        ("Юрій Крюківка", "Yurii Kriukivka"),
        ("Яготин", "Yahotyn"),
        ("Ґалаґан", "Galagan"),
    ],
)
def test_romanised_follows_the_examples_of_the_national_table(written, latin):
    assert romanised(written) == latin


def test_romanised_other_scripts_stay_as_they_are():
    assert romanised("Medyka 7-ма") == "Medyka 7-ma"
