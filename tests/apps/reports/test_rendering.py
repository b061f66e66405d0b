import copy
import json
import re
from datetime import timedelta

import pytest
from django.utils.formats import date_format
from tests.apps.reports.conftest import LAST

from openhbm.apps.reports.actions import compose_sitrep, edit_sitrep
from openhbm.apps.reports.rendering import (
    sitrep_document,
    sitrep_html,
    sitrep_json,
    sitrep_pdf,
)


@pytest.fixture
def report(crisis):
    made = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at)
    return edit_sitrep(
        by=crisis.user, report=made, narrative={"health": "Two <b>cases</b> of measles."}
    )


def test_html_holds_the_sections_with_their_figures(crisis, report):
    html = sitrep_html(report, "en")

    assert html.startswith('<article class="sitrep" lang="en" dir="ltr">')
    for words in ("Highlights", "Age and sex", "Needs and requests", "What is not known"):
        assert words in html
    assert date_format(LAST, "DATE_FORMAT") in html
    assert "&lt;5" in html
    assert f"Due by {date_format(crisis.at + timedelta(days=1), 'DATETIME_FORMAT')}." in html


def test_html_escapes_what_people_wrote(report):
    html = sitrep_html(report, "en")

    assert "Two &lt;b&gt;cases&lt;/b&gt; of measles." in html


def test_html_names_sections_about_which_nothing_was_reported(report):
    html = sitrep_html(report, "en")

    nothing = re.search(r'id="sitrep-empty".*?</section>', html, re.DOTALL)[0]
    assert "Partner actions" in nothing
    assert "Health alerts" not in nothing


@pytest.mark.parametrize(
    ("language", "direction", "title"),
    [("ar", "rtl", "تقرير الحالة"), ("uk", "ltr", "Ситуаційний звіт"), ("fr", "ltr", "Rapport")],
)
def test_html_runs_in_the_direction_and_words_of_the_language(report, language, direction, title):
    html = sitrep_html(report, language)

    assert f'lang="{language}" dir="{direction}"' in html
    assert title in html


def test_html_shows_post_names_in_the_language_of_the_reader(report):
    assert "Тестова" in sitrep_html(report, "uk")
    assert "Testowa" in sitrep_html(report, "fr")


def test_forecast_is_shown_with_its_error_beside_it(report):
    html = sitrep_html(report, "en")

    shown = re.search(r'id="sitrep-forecast".*?</section>', html, re.DOTALL)[0]
    assert "Mean error" in shown


def test_forecast_whose_error_is_lost_is_not_rendered(report):
    report.figures = copy.deepcopy(report.figures)
    report.figures["forecast"]["total"]["error"] = None

    with pytest.raises(TypeError):
        sitrep_html(report, "en")

    report.figures["forecast"]["total"] = None
    for row in report.figures["forecast"]["by_post"]:
        row["error"] = None
    assert 'id="sitrep-forecast"' not in sitrep_html(report, "en")


def test_document_brings_its_styles_and_fetches_nothing(report):
    document = sitrep_document(report, "ar")

    assert document.startswith("<!DOCTYPE html>")
    assert 'dir="rtl"' in document
    assert not re.findall(r'(?:src|href)="', document)
    assert "url(" not in document


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pdf_is_made_in_both_directions_of_writing(report, language):
    pdf = sitrep_pdf(report, language)

    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000


def test_json_is_plain_and_complete(report):
    told = json.loads(json.dumps(sitrep_json(report)))

    assert told["number"] == report.number
    assert told["figures"]["arrivals"]["in"] == 400
    assert told["narrative"]["health"].startswith("Two")


def test_html_lets_words_run_in_their_own_direction(crisis, report):
    edit_sitrep(by=crisis.user, report=report, narrative={"partners": "افتُتحت خيمة ثانية."})

    html = sitrep_html(report, "en")

    assert '<div class="narrative" dir="rtl"><p>افتُتحت' in html
    assert '<div class="narrative" dir="ltr"><p>Two' in html
