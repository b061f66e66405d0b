"""Axe on a page in a browser: what it finds against WCAG 2.2 A and AA, told so it can be mended.

    assert faults_on(tab) == []

The page's policy forbids foreign scripts, so the script's text is evaluated by the browser's
driver and not put into the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Axe would fetch every style sheet and recording of a page before it begins. Two rules ask for
# that: `css-orientation-lock`, which is experimental and runs at no level, and `no-autoplay-audio`,
# for pages that play something by themselves.
RUN = """
async ([type, values]) => {
  const found = await axe.run(document, {
    runOnly: { type, values },
    resultTypes: ["violations"],
    preload: document.querySelector("audio[autoplay], video[autoplay]") !== null,
  });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => ({ rule: rule.id, where: node.target.join(" "), html: node.html,
      what: node.failureSummary })));
}
"""


def faults_on(tab: Page, rules: Sequence[str] = ()) -> list[str]:
    """Every violation on the page as it stands now: rule, place, markup and what to do.

    Of all rules of the levels, or of those named only, which takes a fraction of the time.
    """
    if not tab.evaluate("typeof window.axe !== 'undefined'"):
        tab.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    asked = ["rule", list(rules)] if rules else ["tag", list(LEVELS)]
    return [_told(tab, fault) for fault in tab.evaluate(RUN, asked)]


def wide_content(tab: Page) -> int:
    """Pixels by which the page is wider than its window; 0 when nothing scrolls sideways."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return max(0, int(tab.evaluate(width)))


def _told(tab: Page, fault: dict[str, Any]) -> str:
    address = tab.url.split("/", 3)[-1]
    html = " ".join(fault["html"].split())[:160]
    return f"/{address} {fault['rule']} at {fault['where']}: {html} — {fault['what']}"
