/** The household page from the keyboard: Enter goes on, single keys choose, a new row appears by
 * itself, and every row shows what it takes over from the head. Without this script the page is a
 * plain form of twelve rows. */
import { understood, words } from "./birth";
import { letterOf } from "./letters";

type Field = HTMLInputElement | HTMLSelectElement;

const SHARED = ["surname", "nationality", "language", "address", "phone"];

export function startHouseholds(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("[data-person]")) startPerson(form);
  for (const form of page.querySelectorAll<HTMLFormElement>("[data-household]")) startOne(form);
}

/** The form of one person has the same boxes: single keys choose. */
function startPerson(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLSelectElement) || !("keyed" in target.dataset)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const option = optionOf(target, letterOf(event));
    if (!option) return;
    event.preventDefault();
    target.value = option.value;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function optionOf(select: HTMLSelectElement, letter: string): HTMLOptionElement | undefined {
  return letter ? [...select.options].find((one) => one.dataset.key === letter) : undefined;
}

function startOne(form: HTMLFormElement): void {
  const rows = [...form.querySelectorAll<HTMLElement>("[data-member]")];
  const shown = rowsToShow(rows.map(isFilled), Number(form.dataset.rows) || 1);
  rows.forEach((row, place) => (row.hidden = place >= shown));
  form.addEventListener("keydown", (event) => onKey(event, form, rows));
  form.addEventListener("input", (event) => onInput(event, form, rows));
  form.addEventListener("change", () => showInherited(rows));
  form.addEventListener("emptied", () => {
    rows.forEach((row, place) => (row.hidden = place > 0));
    showInherited(rows);
    field(rows[0], "name")?.focus();
  });
  for (const field of form.querySelectorAll<HTMLInputElement>("[data-birth]")) {
    // What the server said about a date stands until it is typed anew.
    if (!field.parentElement?.querySelector(".error")) showAge(form, field);
  }
  showInherited(rows);
  const wrong = form.querySelector<HTMLElement>(".field-error input, .field-error select");
  const start = wrong ?? field(rows[0], "name");
  if (start) start.focus();
  form.ownerDocument.addEventListener("keydown", (event) => {
    if (event.altKey && letterOf(event) === "K") toggleHelp(form.ownerDocument, event);
  });
  // A paper that was read into a row fills it as typing would.
  form.ownerDocument.addEventListener("htmx:after:swap", () => {
    rows.forEach((row, place) => {
      const following = rows[place + 1];
      if (following?.hidden && isFilled(row)) following.hidden = false;
    });
    showInherited(rows);
  });
}

/** How many rows are open: the filled ones and one more, at least those expected. */
export function rowsToShow(filled: readonly boolean[], expected: number): number {
  const last = filled.lastIndexOf(true) + 1;
  return Math.min(Math.max(last + (last > 0 ? 1 : 0), expected, 1), filled.length);
}

/** The fields that Enter visits, leaving out those that a paper that is not there has not. */
export function pathOf(path: string, paper: string): string[] {
  const none = paper === "" || paper.startsWith("NONE_");
  return path
    .split(/\s+/)
    .filter((name) => !(none && (name === "document_number" || name === "document_name")));
}

function onKey(event: KeyboardEvent, form: HTMLFormElement, rows: HTMLElement[]): void {
  const target = event.target;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  // Enter on the camera opens it.
  if (target.type === "file") return;
  const row = target.closest<HTMLElement>("[data-member]");
  if (event.altKey && letterOf(event) === "M" && row) {
    event.preventDefault();
    openMore(row);
  } else if (event.key === "Enter" && row) {
    event.preventDefault();
    goOn(target, row, rows, form);
  } else if (!event.altKey && !event.ctrlKey && !event.metaKey) {
    chooseByKey(event, target, row, rows, form);
  }
}

function chooseByKey(
  event: KeyboardEvent,
  target: Field,
  row: HTMLElement | null,
  rows: HTMLElement[],
  form: HTMLFormElement,
): void {
  const letter = letterOf(event);
  if (!letter) return;
  if (target instanceof HTMLSelectElement && "keyed" in target.dataset) {
    const option = optionOf(target, letter);
    if (!option || !row) return;
    event.preventDefault();
    target.value = option.value;
    target.dispatchEvent(new Event("change", { bubbles: true }));
    goOn(target, row, rows, form);
  } else if (target instanceof HTMLInputElement && target.type === "radio") {
    const radios = [...form.querySelectorAll<HTMLInputElement>(`[name="${target.name}"]`)];
    const found = row ? radios.find((one) => one.value === letter) : byInitial(radios, letter);
    if (!found) return;
    event.preventDefault();
    found.checked = true;
    found.dispatchEvent(new Event("change", { bubbles: true }));
    if (row) goOn(found, row, rows, form);
    else submitButton(form)?.focus();
  }
}

/** Consent: Y and N, whatever the words of the page are. */
function byInitial(radios: HTMLInputElement[], letter: string): HTMLInputElement | undefined {
  const value = { Y: "yes", N: "no" }[letter];
  return radios.find((one) => one.value === value);
}

function goOn(from: Field, row: HTMLElement, rows: HTMLElement[], form: HTMLFormElement): void {
  const name = nameOf(from);
  if (name === "name" && rows.indexOf(row) > 0 && !isFilled(row)) return finish(form);
  const paper = field(row, "document_kind")?.value ?? "";
  const path = pathOf(row.dataset.path ?? "", paper);
  const place = path.indexOf(name);
  // A field beside the path (opened with Alt M, or reached with Tab) leads back to the next row.
  const next = place < 0 ? undefined : path.slice(place + 1).map((n) => field(row, n)).find(isOpen);
  if (next) return focusOn(next);
  const following = rows[rows.indexOf(row) + 1];
  if (!following) return finish(form);
  following.hidden = false;
  const start = field(following, "name");
  if (start) focusOn(start);
}

function finish(form: HTMLFormElement): void {
  const consent = form.querySelector<HTMLInputElement>("[name=consent]:checked, [name=consent]");
  (consent ?? submitButton(form))?.focus();
}

function submitButton(form: HTMLFormElement): HTMLButtonElement | null {
  return form.querySelector<HTMLButtonElement>("[data-household-end] button[type=submit]");
}

function onInput(event: Event, form: HTMLFormElement, rows: HTMLElement[]): void {
  const target = event.target;
  if (!(target instanceof HTMLInputElement)) return;
  if ("birth" in target.dataset) showAge(form, target);
  const row = target.closest<HTMLElement>("[data-member]");
  if (!row) return;
  const following = rows[rows.indexOf(row) + 1];
  if (following?.hidden && isFilled(row)) following.hidden = false;
  showInherited(rows);
}

function showAge(form: HTMLFormElement, input: HTMLInputElement): void {
  const place = input.parentElement?.querySelector<HTMLElement>("[data-understood]");
  if (!place) return;
  if (isOfOtherCalendar(form, input.value)) {
    place.textContent = "";
    return;
  }
  const read = understood(input.value);
  place.textContent = words(read, document.documentElement.lang, {
    age: form.dataset.age ?? "%s",
    born: form.dataset.year ?? "%s",
    unclear: form.dataset.unclear ?? "",
  });
  place.classList.toggle("understood-not", read.kind === "unclear");
}

/** Dates of another calendar than the Gregorian are read by the server; ages are the same in all. */
function isOfOtherCalendar(form: HTMLFormElement, typed: string): boolean {
  if (/\p{L}/u.test(typed)) return true;
  return (form.dataset.calendar ?? "gregorian") !== "gregorian" && typed.trim().length > 3;
}

/** A member's empty field shows the head's value, grey, and the row sums up what it takes over. */
function showInherited(rows: HTMLElement[]): void {
  const head = rows[0];
  if (!head) return;
  for (const row of rows.slice(1)) {
    const taken: string[] = [];
    for (const name of SHARED) {
      const own = field(row, name);
      const given = field(head, name)?.value.trim() ?? "";
      if (!(own instanceof HTMLInputElement)) continue;
      own.placeholder = given;
      if (!own.value.trim() && given && given !== "-" && name !== "surname") taken.push(given);
    }
    const sum = row.querySelector<HTMLElement>("[data-inherited]");
    if (sum) sum.textContent = taken.join(" · ");
  }
}

function openMore(row: HTMLElement): void {
  const folded = [...row.querySelectorAll<HTMLDetailsElement>("[data-more]")];
  const first = folded.find((one) => !one.open) ?? folded[0];
  for (const more of folded) more.open = true;
  first?.querySelector<HTMLInputElement>("input")?.focus();
}

function toggleHelp(page: Document, event: KeyboardEvent): void {
  const help = page.querySelector<HTMLDetailsElement>("[data-keys-help]");
  if (!help) return;
  event.preventDefault();
  help.open = !help.open;
}

function field(row: HTMLElement | undefined, name: string): Field | null {
  if (!row) return null;
  const prefix = `m${Number(row.dataset.place) - 1}-`;
  const chosen = row.querySelector<Field>(`[name="${prefix}${name}"]:checked`);
  return chosen ?? row.querySelector<Field>(`[name="${prefix}${name}"]`);
}

function nameOf(from: Field): string {
  return from.name.replace(/^m\d+-/, "");
}

function isOpen(found: Field | null): found is Field {
  return found !== null && found.getClientRects().length > 0;
}

function focusOn(next: Field): void {
  next.focus();
  if (next instanceof HTMLInputElement && next.type !== "radio") next.select();
}

function isFilled(row: HTMLElement): boolean {
  return [...row.querySelectorAll<Field>("input, select")].some((one) =>
    one instanceof HTMLInputElement && (one.type === "radio" || one.type === "checkbox")
      ? one.checked
      : one.value.trim() !== "",
  );
}
