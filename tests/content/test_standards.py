from datetime import date

import pytest

from openhbm.content.errors import ContentError
from openhbm.content.loader import load_pack, pack
from openhbm.content.schemas.standards import Standard, figures_on
from openhbm.content.schemas.templates import DocumentTemplate

# What an emergency team would look up by heart; a slip of the pen in the files is caught here.
WELL_KNOWN = {
    "water_l": (15, "L/person/day"),
    "water_first_hours_l": (7.5, "L/person/day"),
    "persons_per_tap": (250, "person/tap"),
    "persons_per_latrine": (20, "person/latrine"),
    "shelter_m2": (3.5, "m²/person"),
    "site_m2": (45, "m²/person"),
    "food_kcal": (2100, "kcal/person/day"),
    "health_staff_per_10000": (23, "person/10,000 people"),
    "registration_min_per_family": (15, "min/family"),
}


@pytest.mark.parametrize("id", WELL_KNOWN)
def test_standard_has_the_well_known_figure_and_unit(id):
    standard = pack().get(Standard, id)

    assert (standard.number_on(date(2022, 3, 1)), standard.unit) == WELL_KNOWN[id]


def test_standards_that_are_proposals_or_common_practice_are_not_verified():
    for standard in pack().all(Standard).values():
        if standard.source.startswith(("OpenHBM default", "Common practice")):
            assert not standard.verified, standard.id


def test_figures_on_a_day_before_a_standard_leave_it_out():
    figures = figures_on(pack().all(Standard), date(2010, 1, 1))

    assert "chlorine_least_mg_l" in figures
    assert "water_l" not in figures


def test_standard_with_a_word_for_a_figure_is_refused_with_its_line(tmp_path):
    folder = tmp_path / "standards"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        "source: Own\nreviewed_on: 2026-01-01\nverified: false\nitems:\n"
        "  - id: water_l\n    title: {en: Water}\n    topic: wash\n    unit: L\n"
        "    values:\n      - {from: 2026-01-01, value: plenty}\n"
    )

    with pytest.raises(ContentError, match=r"own\.yaml, line \d+.*plenty"):
        load_pack(tmp_path)


def test_stock_list_has_an_item_and_a_unit_for_every_thousand_people():
    listed = [s for s in pack().all(Standard).values() if s.id.startswith("per_1000_")]

    assert len(listed) > 20
    assert all(standard.item == standard.id.removeprefix("per_1000_") for standard in listed)


def test_sitrep_template_has_every_section_in_four_languages():
    template = pack().get(DocumentTemplate, "sitrep")

    assert len({section.key for section in template.sections}) == len(template.sections)
    assert {section.key for section in template.sections} >= {"arrivals", "forecast", "data_gaps"}
    for section in template.sections:
        assert set(section.title) >= {"en", "fr", "ar", "uk"}, section.key
