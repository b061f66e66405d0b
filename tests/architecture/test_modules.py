"""Names of modules, where imports stand, and what is never called."""

from __future__ import annotations

import ast

from tests.architecture.sources import (
    APPS,
    SOURCE,
    calls_in,
    files_ending,
    functions_in,
    names_along,
    place,
    public_functions_in,
    python_files,
    report,
    text_of,
)

NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "services",
    "misc",
}


def test_modules_are_named_after_what_they_hold():
    offences = [place(path) for path in files_ending(".py", ".ts") if path.stem in NAMELESS]
    offences += [place(path) for path in python_files() if NAMELESS & set(path.parts)]
    assert not offences, report("These names say nothing; name the question answered:", offences)


def test_imports_stand_at_the_top_of_the_module():
    offences = [
        f"{place(path, inner)} in {node.name}()"
        for path in python_files()
        for node in functions_in(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not offences, report(
        "Move these imports to the top (a cycle means a layer is missed):", offences
    )


def test_apps_are_those_of_the_architecture():
    present = {path.parent.name for path in (SOURCE / "apps").glob("*/__init__.py")}
    assert present <= set(APPS), f"Place {present - set(APPS)} in docs/architecture.md first."


def test_nothing_is_evaluated_as_code():
    offences = [
        f"{place(path, node)} {name}()"
        for path in python_files()
        for node, name in calls_in(path)
        if name in {"eval", "exec"} and isinstance(node.func, ast.Name)
    ]
    assert not offences, report("Rules are data, never code to run:", offences)


def test_yaml_is_read_as_text_only():
    offences = [
        place(path, node)
        for path in python_files()
        for node, name in calls_in(path)
        if name
        in {"safe_load", "safe_load_all", "full_load", "unsafe_load", "FullLoader", "SafeLoader"}
    ]
    offences += [
        place(path, node)
        for path in python_files()
        for node in ast.walk(tree_of_yaml_users(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"FullLoader", "SafeLoader", "UnsafeLoader"}
    ]
    assert not offences, report("safe_load turns NO into False; use yaml.BaseLoader:", offences)


def tree_of_yaml_users(path):
    return ast.parse(text_of(path)) if "yaml" in text_of(path) else ast.Module([], [])


def test_core_asks_no_clock_and_no_global_randomness():
    clocks = {"now", "today", "utcnow", "time_ns", "monotonic", "urandom", "uuid4", "default_rng"}
    offences = [
        f"{place(path, node)} {name}()"
        for path in python_files("core")
        for node, name in calls_in(path)
        if name in clocks or {"np", "random"} <= names_along(node.func)
        if not (name == "default_rng" and node.args)
    ]
    assert not offences, report("Pass `at` and `rng` in:", offences)


def test_public_functions_of_core_and_content_are_described():
    offences = [
        f"{place(path, node)} {node.name}"
        for path in python_files("core", "content")
        for node in public_functions_in(path)
        if not ast.get_docstring(node)
    ]
    assert not offences, report("Say what goes in, what comes out, and by which source:", offences)
