import numpy as np
import pytest

from openhbm.cli.demo import tokens
from openhbm.cli.demo.names import POOLS, family_of, invented_name, patronymic, ukrainian

# Family names that readers bind to one public person; the pools must not hold them.
BOUND_TO_SOMEBODY = {
    "Зеленський", "Порошенко", "Кличко", "Тимошенко", "Шевченко", "Залужний", "Кравчук", "Ющенко",
    "Янукович", "Кучма", "Буданов", "Шмигаль", "Українка", "Франко", "Вакарчук", "Єрмак",
    "Gandhi", "Modi", "Obama", "Buhari", "Tinubu", "Okonjo", "Karzai", "Ghani", "Massoud",
    "Bachchan", "Khan", "Kohli", "Tendulkar", "Hakimi", "Osimhen", "Achebe", "Soyinka", "Adichie",
}  # fmt: skip


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Іван", "Іванович", "Іванівна"),
        ("Юрій", "Юрійович", "Юріївна"),
        ("Григорій", "Григорович", "Григорівна"),
        ("Микола", "Миколайович", "Миколаївна"),
        ("Олександр", "Олександрович", "Олександрівна"),
    ],
)
def test_patronymic_of_a_father_agrees_with_the_child(father, son, daughter):
    assert (patronymic(father, "M"), patronymic(father, "F")) == (son, daughter)


def test_family_name_that_is_an_adjective_agrees_with_a_woman():
    assert family_of("Явірський", "F") == "Явірська"
    assert family_of("Криничний", "F") == "Кринична"
    assert family_of("Явірський", "M") == "Явірський"
    assert family_of("Журавчук", "F") == "Журавчук"


def test_every_father_name_gives_a_patronymic_for_both_sexes():
    for father in tokens.FATHER_NAMES:
        assert patronymic(father, "M").endswith("ич")
        assert patronymic(father, "F").endswith("вна")


def test_children_of_one_father_share_family_name_and_patronymic_stem():
    rng = np.random.default_rng(3)
    family, father = ukrainian("Нагірний"), ukrainian("Степан")

    daughter = invented_name(POOLS["UKR"], "F", rng, family, father)
    son = invented_name(POOLS["UKR"], "M", rng, family, father)

    assert daughter.written.endswith("Степанівна Нагірна")
    assert son.latin.endswith("Stepanovych Nahirnyi")


def test_pools_hold_no_family_name_bound_to_a_public_person():
    families = {form for pool in POOLS.values() for token in pool.families for form in token}

    assert not families & BOUND_TO_SOMEBODY


@pytest.mark.parametrize(("country", "script"), [("MAR", "Arab"), ("AFG", "Arab"), ("NGA", "Latn")])
def test_invented_name_of_a_pool_is_in_its_script_and_in_latin(country, script):
    name = invented_name(POOLS[country], "F", np.random.default_rng(1))

    assert name.script == script
    assert name.latin.isascii()
    assert name.written.isascii() == (script == "Latn")
