"""Texts that can be translated and pages that can be mirrored."""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import calls_in, files_ending, place, python_files, report, text_of

GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}
DECLARATION = re.compile(r"(?:^|[{;\"'])\s*([-\w]+)\s*:\s*([^;{}\"']+)", re.MULTILINE)
SIDE = re.compile(r"(?<![\w-])(?:[\w]+-)*(left|right)(?:-[\w]+)*(?![\w-])")


def test_translated_texts_are_written_out():
    offences = [
        place(path, node)
        for path in python_files()
        for node, name in calls_in(path)
        if name in GETTEXT and node.args and is_put_together(node.args[0])
    ]
    assert not offences, report('Write _("… %(name)s …") % {…}; catalogues cannot see:', offences)


def is_put_together(argument: ast.expr) -> bool:
    """An f-string, a sum, a ``%`` or a ``.format()``: none of these is in a catalogue."""
    formatted = isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format"
    return formatted or isinstance(argument, ast.JoinedStr | ast.BinOp)


def styles() -> list[tuple[str, str]]:
    """Every piece of CSS: style sheets, and style attributes and elements of pages."""
    found = [(place(path), text_of(path)) for path in files_ending(".css")]
    for path in files_ending(".html", ".vue"):
        page = text_of(path)
        pieces = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
        pieces += re.findall(r'\sstyle="([^"]*)"', page)
        found += [(place(path), piece) for piece in pieces]
    return found


def test_styles_know_start_and_end_not_left_and_right():
    offences = []
    for where, css in styles():
        css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
        for name, value in DECLARATION.findall(css):
            if SIDE.search(name) or SIDE.search(re.sub(r"var\([^)]*\)", "", value)):
                offences.append(f"{where}: {name}: {value.strip()}")
    assert not offences, report("Use logical properties (inline-start, inline-end):", offences)
