"""Papers read by another reader: its lines brought to width, weighed by the same checks."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from openhbm.apps.intake.other_reader import (
    MODULE,
    _engine,
    at_width,
    fitted_lines,
    read_by_other,
)
from openhbm.core.documents.mrz.zone import Standing

PICTURE = np.zeros((50, 80), np.uint8)
READ = [
    "UTOPIA",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<10",
]


@pytest.mark.parametrize(
    ("line", "width", "fitted"),
    [
        ("AB<<<C1", 9, "AB<<<<<C1"),
        ("AB<<<<<C1", 7, "AB<<<C1"),
        ("ABC", 5, "ABC<<"),
        ("ABCDE", 3, "ABC"),
    ],
)
def test_fillers_are_counted_by_the_width_of_the_line(line, width, fitted):
    assert at_width(line, width) == fitted


def test_lines_of_a_zone_are_found_among_other_texts():
    lines = fitted_lines(READ)

    assert [len(line) for line in lines] == [44, 44]
    assert lines[1] == "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert fitted_lines(["Surname / Nom", "ERIKSSON", "12 MAR 1988"]) == ()


@pytest.fixture
def installed(monkeypatch):
    """Puts a package into the place of the optional one, whose engine reads the given texts."""

    def install(texts):
        module = ModuleType(MODULE)
        module.__spec__ = ModuleSpec(MODULE, None)
        module.RapidOCR = lambda: lambda picture: SimpleNamespace(txts=texts)
        monkeypatch.setitem(sys.modules, MODULE, module)

    _engine.cache_clear()
    yield install
    _engine.cache_clear()


def test_names_that_only_the_other_reader_read_are_doubtful(installed):
    installed(READ)
    reading = read_by_other(PICTURE, None)

    assert (reading.zone.is_valid, reading.names_agree) == (True, False)
    assert reading.standing["surname"] == Standing.DOUBTFUL
    assert reading.standing["number"] == Standing.VOUCHED


def test_reading_of_the_other_reader_with_wrong_check_digits_counts_for_nothing(installed):
    installed([READ[1], READ[2].replace("898902", "111111")])

    assert read_by_other(PICTURE, None) is None
