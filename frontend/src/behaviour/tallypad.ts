/** The tally pad: plus and minus buttons around number fields, and a running total.
 *
 * Markup: `[data-pad]` holds number inputs marked `data-pad-count`, buttons with
 * `data-pad-step="1"` and `data-pad-for="<input id>"`, a field `data-pad-persons` that follows the
 * sum of the bands, and an element `data-pad-total` that shows it. Buttons are hidden in the HTML
 * and shown here, so the page without scripts is a plain form.
 */

/** The new text of a count after a step; anything that is not a whole number counts as 0. */
export function stepped(text: string, step: number): string {
  const now = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  return String(Math.max(0, now + step));
}

/** Sum of the band counts, or null while no band is filled. */
export function totalOf(texts: readonly string[]): number | null {
  const filled = texts.map((text) => text.trim()).filter((text) => /^\d+$/.test(text));
  return filled.length ? filled.reduce((sum, text) => sum + Number(text), 0) : null;
}

export function startTallyPads(page: Document): void {
  for (const pad of page.querySelectorAll<HTMLElement>("[data-pad]")) startPad(pad);
}

function startPad(pad: HTMLElement): void {
  const bands = [...pad.querySelectorAll<HTMLInputElement>("[data-pad-count]")];
  const persons = pad.querySelector<HTMLInputElement>("[data-pad-persons]");
  const total = pad.querySelector<HTMLElement>("[data-pad-total]");
  const follow = (): void => {
    const sum = totalOf(bands.map((band) => band.value));
    if (sum !== null && persons) persons.value = String(sum);
    if (total) total.textContent = persons?.value || "0";
  };
  for (const button of pad.querySelectorAll<HTMLButtonElement>("[data-pad-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = pad.querySelector<HTMLInputElement>(`#${CSS.escape(button.dataset.padFor ?? "")}`);
      if (!field) return;
      field.value = stepped(field.value, Number(button.dataset.padStep));
      follow();
    });
  }
  for (const shown of pad.querySelectorAll<HTMLElement>("[data-pad-shown]")) shown.hidden = false;
  pad.addEventListener("input", follow);
  follow();
}
