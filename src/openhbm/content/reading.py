"""One content file from bytes to items, keeping the line of every field for error messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openhbm.content.errors import Problem
from openhbm.content.items import Item

# BaseLoader keeps every scalar a string: `country: NO` is Norway, not False.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SHARED_FIELDS = ("source", "reviewed_on", "verified")
_REMEDIES = {
    "extra_forbidden": "correct the spelling or remove the line; known fields are {fields}",
    "missing": "add the field",
    "bool_parsing": "write true or false",
    "date_from_datetime_parsing": "write the day as YYYY-MM-DD",
    "dict_type": "write it as indented `name: text` lines, `en:` among them for words",
    "tuple_type": "write it as a list, one `- ` line each",
    "model_type": "write it as indented `field: value` lines",
}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class FileContent:
    """What one file holds: its good items with their lines, and its faults."""

    items: list[tuple[Item, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Fault(Exception):
    def __init__(self, line: int, name: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.name, self.remedy = line, name, remedy


def read_items(file: str, data: bytes, schema: type[Item]) -> FileContent:
    """Read ``data`` as items of ``schema``; ``file`` is only the name errors show."""
    content = FileContent()
    try:
        shared, entries = _split_file(_compose(data))
    except _Fault as fault:
        content.problems.append(Problem(file, fault.line, fault.name, str(fault), fault.remedy))
        return content
    for number, node in enumerate(entries):
        _read_item(content, file, schema, shared, node, f"items[{number}]")
    return content


def _read_item(
    content: FileContent,
    file: str,
    schema: type[Item],
    shared: dict[str, object],
    node: yaml.Node,
    label: str,
) -> None:
    try:
        value = _value_of(node)
        if not isinstance(value, dict):
            raise _Fault(_line(node), label, "is not a mapping", "write `- id: …` and its fields")
        content.items.append((schema.model_validate(shared | value), _line(node)))
    except _Fault as fault:
        content.problems.append(Problem(file, fault.line, fault.name, str(fault), fault.remedy))
    except ValidationError as error:
        name = str(value.get("id") or label) if isinstance(value, dict) else label
        content.problems.extend(_problems_of(error, file, schema, node, name))


def _compose(data: bytes) -> yaml.Node:
    try:
        node = yaml.compose(data.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Fault(line, "", "is not UTF-8 text", "save the file as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _Fault(
            line, "", f"is not YAML ({error.problem})", "check indentation, colons and quotes"
        ) from None
    except yaml.YAMLError as error:
        raise _Fault(0, "", f"is not YAML ({error})", "remove control characters") from None
    if node is None:
        raise _Fault(0, "", "is empty", "add `items:` or delete the file")
    return node


def _split_file(root: yaml.Node) -> tuple[dict[str, object], list[yaml.Node]]:
    """Separate the defaults of the whole file from its list of items."""
    if not isinstance(root, yaml.MappingNode):
        raise _Fault(_line(root), "", "is not a mapping", "start with `source:` and `items:`")
    shared: dict[str, object] = {}
    entries: list[yaml.Node] | None = None
    for key, node in _entries_of(root):
        if key == "items":
            if not isinstance(node, yaml.SequenceNode):
                raise _Fault(_line(node), "items", "is not a list", "write one `- id: …` per item")
            entries = list(node.value)
        elif key in _SHARED_FIELDS:
            shared[key] = _value_of(node)
        else:
            known = ", ".join((*_SHARED_FIELDS, "items"))
            raise _Fault(
                _line(node), key, "is not known at file level", f"use {known} or move it to an item"
            )
    if entries is None:
        raise _Fault(_line(root), "items", "is missing", "add `items:` with one `- id: …` per item")
    return shared, entries


def _entries_of(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Fault(_line(key_node), "", "a field name is not a word", "write `name: value`")
        key = str(key_node.value)
        if key in seen:
            raise _Fault(_line(key_node), key, "stands twice", "keep one of the two lines")
        seen.add(key)
        yield key, value_node


def _value_of(node: yaml.Node, above: tuple[yaml.Node, ...] = ()) -> object:
    if node in above:
        raise _Fault(_line(node), "", "refers to itself", "write the value out, without an alias")
    inside = (*above, node)
    if isinstance(node, yaml.MappingNode):
        return {key: _value_of(value, inside) for key, value in _entries_of(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_value_of(value, inside) for value in node.value]
    return str(node.value)


def _problems_of(
    error: ValidationError, file: str, schema: type[Item], node: yaml.Node, name: str
) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        path = tuple(detail["loc"])
        remedy = _REMEDIES.get(detail["type"], "correct the value").format(
            fields=", ".join(sorted(schema.model_fields))
        )
        yield Problem(
            file, _line_of(node, path), f"{name}: {_dotted(path)}", _message(detail), remedy
        )


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "extra_forbidden":
        return "is not a known field"
    return str(detail["msg"]).removeprefix("Value error, ")


def _dotted(path: Path) -> str:
    """``values[0].from`` for ``("values", 0, "from")``; the item itself when empty."""
    dotted = ""
    for step in path:
        dotted += f"[{step}]" if isinstance(step, int) else f".{step}"
    return dotted.removeprefix(".") or "item"


def _line_of(node: yaml.Node, path: Path) -> int:
    """The line of the field, or of the nearest enclosing one that stands in the file."""
    line = _line(node)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                break
            line, node = _line(found[0][0]), found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = _line(node)
        # Anything else is a step pydantic adds for a union or key and stands on no line of its own.
    return line


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
