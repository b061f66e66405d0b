"""The form of actions (the only writes) and of queries (the only reads)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import modules_named, place, public_functions_in, report


def actions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in modules_named("actions"):
        for node in public_functions_in(path):
            yield path, node


def queries() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in modules_named("queries"):
        for node in public_functions_in(path):
            yield path, node


def decorators(node) -> set[str]:
    targets = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
    return {getattr(t, "id", getattr(t, "attr", "")) for t in targets}


def test_every_public_function_of_actions_is_an_action():
    offences = [
        f"{place(path, node)} {node.name}"
        for path, node in actions()
        if "action" not in decorators(node)
    ]
    assert not offences, report("Decorate with @action, or move it out of actions:", offences)


def test_actions_are_keyword_only_and_take_by_first():
    offences = []
    for path, node in actions():
        arguments = node.args
        first = arguments.kwonlyargs[0].arg if arguments.kwonlyargs else "nothing"
        if arguments.args or arguments.posonlyargs or first != "by":
            offences.append(f"{place(path, node)} {node.name}: takes {first} first")
    assert not offences, report("Write `def act(*, by: User, …)`:", offences)


def test_actions_and_queries_are_annotated_in_full():
    offences = [
        f"{place(path, node)} {node.name}: {what}"
        for path, node in [*actions(), *queries()]
        for what in unannotated(node)
    ]
    assert not offences, report("Annotate every argument and the result:", offences)


def unannotated(node) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    arguments += [a for a in (node.args.vararg, node.args.kwarg) if a]
    missing = [a.arg for a in arguments if a.annotation is None]
    return missing + ([] if node.returns else ["result"])


def test_queries_take_the_user_first():
    offences = []
    for path, node in queries():
        positional = [*node.args.posonlyargs, *node.args.args]
        first = positional[0].arg if positional else "nothing"
        if first != "user":
            offences.append(f"{place(path, node)} {node.name}: takes {first} first")
    assert not offences, report("The only way to get a record is to ask for somebody:", offences)


def test_actions_are_described():
    offences = [
        f"{place(path, node)} {node.name}"
        for path, node in actions()
        if not ast.get_docstring(node)
    ]
    assert not offences, report("Say in a sentence what it does and when it refuses:", offences)
