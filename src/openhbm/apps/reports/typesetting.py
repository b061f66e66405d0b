"""Setting an HTML document as PDF. Importing this loads system libraries that may be missing."""

from __future__ import annotations

import logging
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

# WeasyPrint reports every style it does not know; nobody at a post can act on that.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def pdf_of(document: str) -> bytes:
    """The document as a tagged PDF; nothing is fetched from anywhere to make it."""
    html = HTML(string=document, url_fetcher=_fetch_nothing)
    pdf: bytes = html.write_pdf(font_config=FontConfiguration(), pdf_tags=True)
    return pdf


def _fetch_nothing(url: str, *_args: object, **_options: object) -> Any:
    raise URLFetchingError(f"a report fetches nothing, and asked for {url}")
