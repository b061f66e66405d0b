"""Texts that can be translated and pages that can be mirrored."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import calls_in, files_ending, place, python_files, report, text_of

GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
    "said",
}
DECLARATION = re.compile(r"(?:^|[{;\"'])\s*([-\w]+)\s*:\s*([^;{}\"']+)", re.MULTILINE)
SIDE = re.compile(r"(?<![\w-])(?:[\w]+-)*(left|right)(?:-[\w]+)*(?![\w-])")


def test_translated_texts_are_written_out():
    offences = [
        place(path, node)
        for path in python_files()
        for node, name in calls_in(path)
        if name in GETTEXT and any(is_put_together(text) for text in node.args[:3])
    ]
    assert not offences, report('Write _("… %(name)s …") % {…}; catalogues cannot see:', offences)


def is_put_together(argument: ast.expr) -> bool:
    """An f-string, a sum, a ``%``, ``.format()`` or ``.join()``: none of these is in a catalogue.

    A number to be counted may be worked out; it is no sum of texts.
    """
    if isinstance(argument, ast.Call):
        return getattr(argument.func, "attr", "") in {"format", "join"}
    if isinstance(argument, ast.BinOp):
        return any(
            isinstance(part, ast.JoinedStr)
            or (isinstance(part, ast.Constant) and isinstance(part.value, str))
            for part in ast.walk(argument)
        )
    return isinstance(argument, ast.JoinedStr)


@pytest.mark.parametrize(
    "written",
    ['_(f"{n} persons")', '_("a" + b)', '_("a %s" % b)', '_("{}".format(b))', '_(" ".join(b))'],
)
def test_text_put_together_is_seen(written: str):
    call = ast.parse(written, mode="eval").body

    assert isinstance(call, ast.Call)
    assert is_put_together(call.args[0])


def test_reasons_of_engines_can_be_translated():
    """A sentence made in an engine goes through ``said``; others have their own way."""
    offences = [
        place(path, node)
        for path in python_files()
        for node, name in calls_in(path)
        if "core" in path.parts
        and name == "Reason"
        and len(node.args) > 1
        and is_sentence(node.args[1])
    ]
    assert not offences, report("Write reason_of(code, said(…)):", offences)


def is_sentence(argument: ast.expr) -> bool:
    """Words written at this place; an empty text says nothing and needs no translation."""
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return bool(is_text and argument.value) or is_put_together(argument)


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


IN_SCRIPT = re.compile(
    r"""\.style\.\w*(?:left|right)\w*\s*=|            # element.style.left =
        setProperty\(\s*["'`][\w-]*(?:left|right)|      # style.setProperty("margin-left"
        ["'`;\s][\w-]*(?:left|right)[\w-]*\s*:\s*[^"'`]*["'`;]|  # "left: 2px"
        \btext-align:\s*(?:left|right)""",
    re.VERBOSE | re.IGNORECASE,
)


def test_scripts_style_start_and_end_not_left_and_right():
    offences = [
        f"{place(path)}:{number}: {line.strip()}"
        for path in files_ending(".ts", ".vue")
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if IN_SCRIPT.search(line)
    ]
    assert not offences, report("Use logical properties (inset-inline-start …):", offences)


@pytest.mark.parametrize(
    "line",
    ['box.style.left = "2px"', 'style.setProperty("margin-right", x)', "a = 'text-align: left;'"],
)
def test_side_in_a_script_is_seen(line: str):
    assert IN_SCRIPT.search(line)


def test_pages_show_dates_in_the_calendar_in_use():
    """``|date:"DATE_FORMAT"`` is Gregorian for everybody; a time of day and ISO text are not."""
    offences = [
        f"{place(path)}:{number}: {found}"
        for path in files_ending(".html")
        for number, line in enumerate(text_of(path).splitlines(), 1)
        for found in re.findall(r"""\|date:["'](?:SHORT_)?DATE\w*["']""", line)
    ]
    assert not offences, report("Use |shown_date or |shown_datetime of calendars:", offences)
