"""What may stand in the repository: reasons beside dependencies, no addresses, no persons."""

from __future__ import annotations

import json
import re
import tomllib

from tests.architecture.sources import ROOT, files_ending, place, report, repository_files, text_of

REGISTRIES = re.compile(
    r"\b(pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems)\.(org|com|io)\b|\bproxy\.golang\b"
    r"|\bdeb\.debian\b|\bsecurity\.debian\b"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|home/\w+|opt/\w+|Users/\w+)(/|\b)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
EXAMPLE = re.compile(r"@([\w-]+\.)*(example(\.(org|com|net|int))?|invalid|test|localhost)$")
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")


def lines_matching(pattern, files, accept=lambda found: True) -> list[str]:
    return [
        f"{place(path)}:{number}: {found.group(0)}"
        for path in files
        for number, line in enumerate(text_of(path).split("\n"), 1)
        for found in pattern.finditer(line)
        if accept(found.group(0))
    ]


def written_files():
    return [
        path for path in repository_files() if path.name not in LOCKS and path.name != "LICENSE"
    ]


def test_no_file_names_a_package_registry():
    found = lines_matching(REGISTRIES, repository_files())
    assert not found, report("Leave the address of the registry to the machine:", found)


def test_no_file_names_a_path_of_somebodys_machine():
    found = lines_matching(MACHINE_PATHS, written_files())
    assert not found, report("Use a path relative to the repository:", found)


def test_no_file_holds_a_personal_address():
    found = lines_matching(EMAIL, written_files(), lambda text: not EXAMPLE.search(text))
    found = [line for line in found if not re.search(r"@\d+\.\d+|user@host", line)]
    assert not found, report("Use an address at example.org:", found)


def test_lock_files_hold_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[\w.-]+(?:\[\w+\])?==", text, re.MULTILINE)
        assert len(pinned) > 20
        assert not re.search(r"https?://|file://|--(extra-)?index-url|--find-links", text)
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert block.startswith("#") or "--hash=sha256:" in block, block.split("\n")[0]


def test_package_lock_records_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [
        name for name, e in packages.items() if "integrity" not in e and not e.get("inBundle")
    ] == []


def test_every_python_dependency_has_its_reason_above():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = [line.strip() for line in text.split("\n")]
    bare = [
        dependency
        for dependency in wanted
        if not lines[lines.index(f'"{dependency}",') - 1].startswith("# ")
    ]
    assert not bare, report("Write a comment line above, saying what for:", bare)


def test_every_front_end_dependency_has_its_reason():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    assert wanted == set(package["//dependencies"])


def test_makefile_has_at_most_12_targets_each_with_a_sentence():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    described = re.findall(r"^([a-z]+):.*## \S", text, re.MULTILINE)
    assert phony
    assert phony.group(1).split() == described
    assert len(described) <= 12


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in files_ending(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(path)):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{place(path)}: {target}")
    assert not broken, report("These links lead nowhere:", broken)
