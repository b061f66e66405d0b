"""Small files and small functions: what a reader can hold in the head."""

from __future__ import annotations

import statistics

from tests.architecture.sources import (
    GENERATED,
    ROOT,
    files_ending,
    functions_in,
    place,
    python_files,
    report,
    text_of,
)

FILE_LINES = 400
FUNCTION_LINES = 50
MEDIAN_LINES = 10


def length(node) -> int:
    return node.end_lineno - node.lineno + 1


def test_files_of_code_pages_and_texts_have_at_most_400_lines():
    endings = (".py", ".html", ".ts", ".css", ".vue", ".sh", ".md")
    long = [
        f"{place(path)}: {lines} lines"
        for path in files_ending(*endings)
        if path.name not in GENERATED and "migrations" not in path.parts
        if (lines := text_of(path).count("\n")) > FILE_LINES
    ]
    assert not long, report("Split these files by what they answer:", long)


def test_functions_have_at_most_50_lines():
    tests = [path for path in files_ending(".py") if (ROOT / "tests") in path.parents]
    long = [
        f"{place(path, node)} {node.name}: {length(node)} lines"
        for path in [*python_files(), *tests]
        for node in functions_in(path)
        if length(node) > FUNCTION_LINES
    ]
    assert not long, report("Split these functions:", long)


def test_functions_median_is_at_most_10_lines():
    lengths = [length(node) for path in python_files() for node in functions_in(path)]
    assert statistics.median(lengths) <= MEDIAN_LINES
