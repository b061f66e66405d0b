"""English sentences of the interface that are left on a page of another language.

Names, numbers, codes and what people wrote stand in elements that say so (``bdi``, ``dir="auto"``,
``lang``, ``kbd``, ``.code``) and are passed over; whatever else is in Latin letters is named.
"""

from __future__ import annotations

from django.utils.translation.trans_real import translation
from playwright.sync_api import Page

WORDS = """
(known) => {
  const data = "bdi, [dir=auto], [dir=ltr], [lang]:not(html), kbd, code, .code, script, style, "
    + "datalist, select[name=supervisor], textarea, .map, noscript";
  const found = new Set();
  const english = (text) => {
    const words = (text.match(/[A-Za-z]{3,}/g) || [])
      .filter((word) => /[a-z]{2}/.test(word) && !known.includes(word));
    if (words.length) found.add(text.trim().replace(/\\s+/g, " "));
  };
  const chosen = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const holder = node.parentElement;
    if (holder.closest(data)) continue;
    if (holder.closest("option")) chosen.push(node.data.trim());
    else english(node.data);
  }
  for (const name of ["placeholder", "title", "aria-label", "alt", "data-label"]) {
    for (const each of document.querySelectorAll(`[${name}]`)) {
      if (!each.closest(data)) english(each.getAttribute(name));
    }
  }
  english(document.title);
  return [[...found], chosen];
}
"""
KNOWN = ["OpenHBM", "Natural", "Earth"]


def english_on(tab: Page, language: str) -> list[str]:
    """Each text of the page that has words in Latin letters and is no data.

    An option of a list may be a name and cannot say so; it is named when it is a text of ours.
    """
    found, options = tab.evaluate(WORDS, KNOWN)
    ours = translation(language)._catalog  # type: ignore[attr-defined]
    return [*found, *(text for text in options if text in ours and ours[text] != text)]
