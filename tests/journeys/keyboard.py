"""Walking through a page with the tabulator key alone, and what was met on the way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

# What can be reached is told apart from what a browser makes of it: shown, enabled, not taken out
# of the order; of radio buttons of one name, the one that is chosen or else any.
PREPARE = """
() => {
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const told = (one) => {
    const words = (one.getAttribute("aria-label") || one.name || one.innerText || "").trim();
    return `${one.localName} ${words.slice(0, 40).replace(/\\s+/g, " ")}`;
  };
  const groups = new Map();
  const reachable = [];
  for (const one of document.querySelectorAll(wanted)) {
    if (one.disabled || one.tabIndex < 0 || one.type === "hidden") continue;
    if (!one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) continue;
    if (one.type === "radio" && one.name) {
      const group = `${one.form ? [...document.forms].indexOf(one.form) : ""} ${one.name}`;
      if (!groups.has(group)) groups.set(group, reachable.push(one) - 1);
      continue;
    }
    reachable.push(one);
  }
  const place = (one) => {
    if (one.type === "radio" && one.name) {
      return reachable.findIndex((other) =>
        other.type === "radio" && other.name === one.name && other.form === one.form);
    }
    return reachable.indexOf(one);
  };
  // What scrolls and holds nothing to reach is a stop that the browser adds, where it stands.
  const scrolls = (one) =>
    one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth;
  const marked = (one) => {
    for (let each = one; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
      if (each !== one && !each.matches("label, .key, .tile")) return false;
    }
    return false;
  };
  window.walked = { met: [], unmarked: [], names: reachable.map(told) };
  document.body.tabIndex = -1;
  document.body.focus();
  document.addEventListener("focusin", ({ target }) => {
    if (place(target) >= 0 || !scrolls(target)) window.walked.met.push(place(target));
    if (!marked(target)) window.walked.unmarked.push(told(target));
  });
  return reachable.length;
}
"""
# A field that wants the focus by itself gets it when the page is drawn first.
IS_DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
# The key as the browser gets it from the system; it comes up once, after the last time.
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "nativeVirtualKeyCode": 9}
TAB_DOWN = ("Input.dispatchKeyEvent", {"type": "rawKeyDown", **TAB})
TAB_UP = ("Input.dispatchKeyEvent", {"type": "keyUp", **TAB})
MORE = 60
"""The most keys beyond one for each place: days, months and years of a date take a key each, and
the walk must lead out of the page and in again at its beginning."""
IS_ROUND = "walked.met.length > 1 && walked.met.at(-1) === 0"


@dataclass(frozen=True)
class Walk:
    """What can be reached, by name; the places met, in order; what shows no focus."""

    names: list[str]
    met: list[int]
    unmarked: list[str]

    @property
    def faults(self) -> list[str]:
        """What is wrong with the way through the page, in words."""
        missed = [name for place, name in enumerate(self.names) if place not in self.met]
        return [
            *(f"no key leads to {name}" for name in missed),
            *(f"no mark shows the focus on {name}" for name in dict.fromkeys(self.unmarked)),
            *(f"{name} comes out of the order of reading" for name in self._out_of_order),
            *(["a key holds the focus"] if self.met[-1:] != [0] else []),
        ]

    @property
    def _out_of_order(self) -> list[str]:
        """What comes before the place met before it; the last key begins a new round."""
        names = {-1: "what is not told as reachable", **dict(enumerate(self.names))}
        met = pairwise(self.met[:-1])
        return [
            f"{names[place]}, met after {names[before]}," for before, place in met if place < before
        ]


def walk_through(tab: Page) -> Walk:
    """Press the tabulator key until the walk is back where it began, or far too often."""
    tab.evaluate(IS_DRAWN)
    devtools = tab.context.new_cdp_session(tab)
    for _key in range(int(tab.evaluate(PREPARE))):
        devtools.send(*TAB_DOWN)
    for _key in range(MORE):
        devtools.send(*TAB_DOWN)
        if tab.evaluate(IS_ROUND):
            break
    devtools.send(*TAB_UP)
    devtools.detach()
    walked: dict[str, Any] = tab.evaluate("window.walked")
    met = walked["met"]
    # A browser that takes its time to lead into the page again meets its beginning twice.
    while met[-2:] == [0, 0]:
        met.pop()
    return Walk(walked["names"], met, walked["unmarked"])
