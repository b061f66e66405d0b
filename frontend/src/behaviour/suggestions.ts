/** Suggestions belong to a field only while it is written in.
 *
 * With every key the browser looks through all fields of a form for its own filling-in, and with
 * them through every list that hangs at one: two dozen lists of all countries and languages took
 * half of what typing a household costs. Without this script the lists hang where they stand. */
export function startSuggestions(page: Document): void {
  for (const field of page.querySelectorAll<HTMLInputElement>("input[list]")) takeOff(field);
  // Rows that are read from a paper come in their place later.
  page.addEventListener("htmx:after:swap", () => {
    for (const field of page.querySelectorAll<HTMLInputElement>("input[list]:not(:focus)"))
      takeOff(field);
  });
  page.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.suggestions)
      target.setAttribute("list", target.dataset.suggestions);
  });
  page.addEventListener("focusout", ({ target }) => {
    if (target instanceof HTMLInputElement && target.hasAttribute("list")) takeOff(target);
  });
}

function takeOff(field: HTMLInputElement): void {
  field.dataset.suggestions = field.getAttribute("list") ?? "";
  field.removeAttribute("list");
}
