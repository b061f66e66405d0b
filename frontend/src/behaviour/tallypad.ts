/** The tally pad: plus and minus buttons around number fields, a running total, keys, taking back.
 *
 * Markup: `[data-pad]` holds number inputs marked `data-pad-count`, buttons with
 * `data-pad-step="1"` and `data-pad-for="<input id>"` and perhaps `data-pad-key="Q"`, a field
 * `data-pad-persons` that follows the sum of the bands, and an element `data-pad-total` that shows
 * it. Buttons are hidden in the HTML and shown here, so the page without scripts is a plain form.
 * A pad marked `data-tally` is the page of its own: it takes keys, and goes on without a reload.
 */
import { letterOf } from "./letters";
import { sendForm } from "./outbox";

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

interface Pad {
  step: (field: HTMLInputElement, by: number) => void;
  undo: () => void;
  isEmpty: () => boolean;
  clear: () => void;
}

function startPad(pad: HTMLElement): void {
  const made = padOf(pad);
  for (const button of pad.querySelectorAll<HTMLButtonElement>("[data-pad-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = fieldOf(pad, button);
      if (field) made.step(field, Number(button.dataset.padStep));
    });
  }
  for (const shown of pad.querySelectorAll<HTMLElement>("[data-pad-shown]")) shown.hidden = false;
  if (pad instanceof HTMLFormElement && "tally" in pad.dataset) startTally(pad, made);
}

function padOf(pad: HTMLElement): Pad {
  const bands = [...pad.querySelectorAll<HTMLInputElement>("[data-pad-count]")];
  const persons = pad.querySelector<HTMLInputElement>("[data-pad-persons]");
  const total = pad.querySelector<HTMLElement>("[data-pad-total]");
  const taken: [HTMLInputElement, number][] = [];
  let unseen = 0;
  const follow = (): void => {
    const sum = totalOf(bands.map((band) => band.value));
    if (sum !== null && persons) persons.value = String(sum + unseen);
    if (total) total.textContent = persons?.value || "0";
  };
  const step = (field: HTMLInputElement, by: number): void => {
    const before = Number(field.value) || 0;
    field.value = stepped(field.value, by);
    const moved = Number(field.value) - before;
    if (field === persons) unseen = Math.max(0, unseen + moved);
    if (moved) taken.push([field, moved]);
    follow();
  };
  pad.addEventListener("input", (event) => {
    if (event.target === persons && persons) {
      unseen = Math.max(0, Number(persons.value) - (totalOf(bands.map((b) => b.value)) ?? 0));
      if (total) total.textContent = persons.value || "0";
    } else follow();
  });
  const clear = (): void => {
    for (const field of pad.querySelectorAll<HTMLInputElement>("input[type=number]")) field.value = "";
    taken.length = unseen = 0;
    follow();
  };
  pad.addEventListener("emptied", clear);
  follow();
  return {
    step,
    undo: () => {
      const last = taken.pop();
      if (!last) return;
      step(last[0], -last[1]);
      taken.pop();
    },
    isEmpty: () => !Number(persons?.value),
    clear,
  };
}

function startTally(form: HTMLFormElement, pad: Pad): void {
  const undo = form.querySelector<HTMLButtonElement>("[data-pad-undo]");
  if (undo) {
    undo.hidden = false;
    undo.addEventListener("click", pad.undo);
  }
  let tappedAt = Date.now();
  form.addEventListener("click", () => (tappedAt = Date.now()));
  form.addEventListener("input", () => (tappedAt = Date.now()));
  form.ownerDocument.addEventListener("keydown", (event) => {
    if (onKey(event, form, pad)) tappedAt = Date.now();
  });
  const next = form.querySelector<HTMLButtonElement>("[data-pad-next]");
  form.addEventListener("submit", (event) => {
    if (event.submitter !== next) return;
    event.preventDefault();
    void sendOn(form, pad, next);
  });
  // What stands on the pad is sent when nobody has touched it for a while: a full pad that is
  // forgotten would be a family that nobody counted.
  const idle = (Number(form.dataset.idle) || 60) * 1000;
  window.setInterval(() => {
    if (!pad.isEmpty() && Date.now() - tappedAt >= idle) void sendOn(form, pad, next);
  }, 5000);
}

function onKey(event: KeyboardEvent, form: HTMLFormElement, pad: Pad): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const target = event.target;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (isTyping && !(target instanceof HTMLInputElement && form.contains(target))) return false;
  const letter = letterOf(event);
  if (letter) return onLetter(event, letter, form, pad);
  const isFree = target === document.body || target instanceof HTMLElement && target.id === "main";
  const onTile = target instanceof HTMLButtonElement && "padStep" in target.dataset;
  if (event.key !== "Enter" || !(isFree || onTile || isTyping)) return false;
  event.preventDefault();
  form.querySelector<HTMLButtonElement>("[data-pad-next]")?.click();
  return true;
}

function onLetter(event: KeyboardEvent, letter: string, form: HTMLFormElement, pad: Pad): boolean {
  event.preventDefault();
  if (letter === "Z") {
    pad.undo();
    return true;
  }
  const button = form.querySelector<HTMLButtonElement>(`[data-pad-key="${letter}"]`);
  const field = button && fieldOf(form, button);
  if (!field) return false;
  pad.step(field, event.shiftKey ? -1 : 1);
  return true;
}

/** Send what stands on the pad and empty it; without a line it is kept and shown as not sent. */
async function sendOn(
  form: HTMLFormElement,
  pad: Pad,
  submitter: HTMLButtonElement | null,
): Promise<void> {
  if (pad.isEmpty()) return;
  const persons = form.querySelector<HTMLInputElement>("[data-pad-persons]")?.value ?? "";
  const sending = sendForm(form, submitter);
  pad.clear();
  form.querySelector<HTMLButtonElement>(".tile-add:focus")?.blur();
  const answer = await sending;
  const last = form.querySelector<HTMLElement>("[data-pad-last]");
  if (!last || answer.kind !== "placed") return;
  last.hidden = false;
  const said = last.querySelector<HTMLElement>("[data-pad-said]");
  if (said) said.textContent = (form.dataset.counted ?? "%s").replace("%s", persons);
  last.querySelector<HTMLAnchorElement>("[data-pad-open]")?.setAttribute("href", answer.place);
}

function fieldOf(pad: HTMLElement, button: HTMLElement): HTMLInputElement | null {
  return pad.querySelector<HTMLInputElement>(`#${CSS.escape(button.dataset.padFor ?? "")}`);
}
