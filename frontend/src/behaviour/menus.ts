/** Menus are `<details>`; this only closes one when Escape is pressed or attention moves away. */
export function startMenus(page: Document): void {
  page.addEventListener("click", (event) => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
