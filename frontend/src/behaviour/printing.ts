/** Buttons marked `data-print` print the page; they stay hidden where no script runs. */
export function startPrintButtons(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
