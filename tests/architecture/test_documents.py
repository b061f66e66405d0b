"""The glossary and the decision records say what is so."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from tests.architecture.sources import ROOT, python_files, report, tree_of

GLOSSARY = ROOT / "docs" / "glossary.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
CLASS_NAME = re.compile(r"^\| [^|]+ \| `([A-Z]\w+)` \|", re.MULTILINE)


def classes_in_package() -> set[str]:
    return {
        node.name
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }


def classes_in_glossary() -> list[str]:
    return CLASS_NAME.findall(GLOSSARY.read_text(encoding="utf-8"))


def test_glossary_names_only_classes_that_exist():
    gone = sorted(set(classes_in_glossary()) - classes_in_package())
    assert not gone, report("The glossary gives these as class names, but there are none:", gone)


def test_glossary_explains_every_stored_thing():
    stored = {m.__name__ for m in apps.get_models() if m.__module__.startswith("openhbm.apps.")}
    missing = sorted(stored - set(classes_in_glossary()))
    assert not missing, report("Add a line to docs/glossary.md for:", missing)


def test_glossary_has_each_class_once_and_in_order():
    listed = [line for line in GLOSSARY.read_text(encoding="utf-8").split("\n") if line[:2] == "| "]
    terms = [line.split("|")[1].strip().lower() for line in listed if "---" not in line][1:]
    assert len(set(classes_in_glossary())) == len(classes_in_glossary())
    assert terms == sorted(terms)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decision_record_says_what_why_what_else_and_what_holds_it(path):
    text = path.read_text(encoding="utf-8")
    for heading in ("Decided", "Why", "Rejected", "Held by"):
        assert f"\n## {heading}\n" in text
    held_by = text.split("\n## Held by\n")[1]
    files = re.findall(r"`([\w./-]+)`", held_by)
    assert files
    for name in files:
        assert (ROOT / name).exists(), f"{path.name} is held by {name}, which is not there"
