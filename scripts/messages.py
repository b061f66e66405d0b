"""Brings the catalogues of src/openhbm/locale up to date with the texts in the sources.

    .venv/bin/python scripts/messages.py            add new texts, drop old ones, compile
    .venv/bin/python scripts/messages.py --check    only tell what is not translated

New texts stand empty in django.po until somebody translates them. Works without GNU gettext:
Python is read by Babel, templates by Django's own reading of them.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "openhbm"
LOCALE = SOURCES / "locale"

#: Functions that mark a text: which arguments are the text, its plural, its context ("c").
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "said": None,  # core/values.py: what engines say
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_LITERAL = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_IN_TEMPLATE = re.compile(
    rf"\b(n?p?gettext|_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?", re.DOTALL
)

Text = tuple[Any, str | None]
"""A text, or (singular, plural), and its context."""


def texts() -> Iterator[Text]:
    """Every text of the sources that can be translated, in the order of files."""
    for path in sorted((*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"))):
        if path.suffix == ".html":
            yield from _of_template(path)
        else:
            yield from _of_python(path)


def _of_python(path: Path) -> Iterator[Text]:
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(path.read_bytes()), keywords=KEYWORDS
    ):
        yield message, context


def _of_template(path: Path) -> Iterator[Text]:
    # Quoted anew: what Django makes of a template is no Python, only its calls are.
    for name, *literals in _IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
        words = [ast.literal_eval(literal) for literal in literals if literal]
        context = words.pop(0) if "pgettext" in name else None
        yield (tuple(words[:2]) if name.startswith("n") else words[0]), context


def template() -> Catalog:
    """A catalogue of every text, without translations."""
    found = Catalog(fuzzy=False)
    for message, context in texts():
        found.add(message, context=context)
    return found


def catalogue(language: str) -> Catalog:
    """What is translated into ``language``."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def languages() -> list[str]:
    """Languages that have a catalogue."""
    return sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def untranslated(known: Catalog, sources: Catalog) -> list[str]:
    """Texts of the sources without a full, certain translation."""
    return [str(message.id) for message in sources if message.id and not _is_done(known, message)]


def _is_done(known: Catalog, wanted: Any) -> bool:
    singular = wanted.id[0] if wanted.pluralizable else wanted.id
    found = known.get(singular, wanted.context)
    if found is None or found.fuzzy or found.pluralizable != wanted.pluralizable:
        return False
    if not wanted.pluralizable:
        return bool(found.string)
    forms = found.string if isinstance(found.string, tuple) else ()
    return len(forms) == known.num_plurals and all(forms)


def update(language: str, sources: Catalog) -> int:
    """Write the catalogue anew; how many of its texts are still to be translated."""
    known = catalogue(language)
    known.update(sources, no_fuzzy_matching=True, update_header_comment=False)
    save(language, known)
    return len(untranslated(known, sources))


def save(language: str, known: Catalog) -> None:
    """Write and compile a catalogue. Its head stays: dates in it would only make changes noisy."""
    target = LOCALE / language / "LC_MESSAGES" / "django.po"
    head = target.read_text(encoding="utf-8").split("\n\n", 1)[0]
    body = io.BytesIO()
    write_po(body, known, no_location=True, width=0, ignore_obsolete=True, omit_header=True)
    target.write_bytes(f"{head.rstrip()}\n\n".encode() + body.getvalue().lstrip())
    with target.with_suffix(".mo").open("wb") as file:
        write_mo(file, known)


def main() -> int:
    """Update or check every catalogue; 1 when something is left to translate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, tell what is missing")
    is_check = parser.parse_args().check
    settings.configure()
    sources, is_left = template(), False
    for language in languages():
        if is_check:
            missing = untranslated(catalogue(language), sources)
            sys.stdout.writelines(f"{language}: {text}\n" for text in missing)
            left = len(missing)
        else:
            left = update(language, sources)
        is_left |= bool(left)
        sys.stdout.write(f"{language}: {len(sources)} texts, {left} to be translated\n")
    return int(is_left)


if __name__ == "__main__":
    sys.exit(main())
