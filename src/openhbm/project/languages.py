"""Languages of the field that Django does not know, and catalogues that a deployment adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import global_settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop as _

FIELD_LANGUAGES: dict[str, dict[str, Any]] = {
    "am": {"bidi": False, "name": _("Amharic"), "name_local": "አማርኛ"},
    "fa-af": {"bidi": True, "name": _("Dari"), "name_local": "دری"},
    "ha": {"bidi": False, "name": _("Hausa"), "name_local": "Hausa"},
    "kmr": {"bidi": False, "name": _("Kurmanji"), "name_local": "Kurmancî"},
    "ku": {"bidi": False, "name": _("Kurmanji"), "name_local": "Kurmancî"},
    "prs": {"bidi": True, "name": _("Dari"), "name_local": "دری"},
    "ps": {"bidi": True, "name": _("Pashto"), "name_local": "پښتو"},
    "so": {"bidi": False, "name": _("Somali"), "name_local": "Soomaali"},
    "ti": {"bidi": False, "name": _("Tigrinya"), "name_local": "ትግርኛ"},
}
"""What people at borders speak; a deployment can offer pages in them with ``HBM_LOCALES``."""

WRITTEN_FROM_THE_RIGHT = [
    *global_settings.LANGUAGES_BIDI,
    *(code for code, told in FIELD_LANGUAGES.items() if told["bidi"]),
]


def register() -> None:
    """Make Django know them: their names, and which way they are written."""
    for code, told in FIELD_LANGUAGES.items():
        LANG_INFO.setdefault(code, {"code": code, **told})


def folders(named: str) -> list[Path]:
    """The folder of a deployment's own catalogues; none when ``named`` is empty."""
    return [Path(named).expanduser().resolve()] if named else []


def added(catalogues: list[Path], shipped: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Languages that are not shipped and have a compiled catalogue in one of the folders."""
    known = {code for code, _name in shipped}
    found = {
        path.parents[1].name.replace("_", "-").lower()
        for folder in catalogues
        for path in folder.glob("*/LC_MESSAGES/django.mo")
    }
    names = {code: LANG_INFO[code]["name"] for code in found - known if code in LANG_INFO}
    return sorted(names.items())
