"""Who reads and who writes rows."""

from __future__ import annotations

from tests.architecture.sources import SOURCE, calls_in, names_along, place, python_files, report

MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"create", "update", "delete", "get_or_create", "update_or_create"}
BULK_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def test_rows_are_asked_for_in_apps_only():
    offences = [
        place(path, node)
        for path in python_files()
        if SOURCE / "apps" not in path.parents
        for node, _name in calls_in(path)
        if MANAGERS & names_along(node.func)
    ]
    assert not offences, report("Use a query of the app, which takes the user:", offences)


def may_write(path) -> bool:
    app = path.relative_to(SOURCE / "apps").parts[0]
    return app == "ledger" or "actions" in (path.stem, path.parent.name)


def test_rows_are_written_in_actions_only():
    offences = [
        f"{place(path, node)} {name}()"
        for path in python_files("apps")
        if not may_write(path)
        for node, name in calls_in(path)
        if writes(node, name)
    ]
    assert not offences, report("Write through an action and its journal entry:", offences)


def writes(node, name: str) -> bool:
    through_manager = bool(MANAGERS & names_along(node.func))
    on_record = name in {"save", "delete"} and not node.args and hasattr(node.func, "value")
    return name in BULK_WRITES or (name in WRITES and through_manager) or on_record


def test_delivery_saves_nothing_itself():
    offences = [
        f"{place(path, node)} {name}()"
        for path in python_files("api", "web", "cli")
        for node, name in calls_in(path)
        if name in BULK_WRITES or (name == "save" and not node.args)
    ]
    assert not offences, report("Call an action:", offences)
