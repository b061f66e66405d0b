/** Forms of the page: their values, filling and emptying them, rows, questions that follow. */
import { holds, type Condition } from "./conditions";
import { copyOf, part, parts, word } from "./page";
import { answersOf, type Question, type Values } from "./values";

type Field = HTMLInputElement | HTMLSelectElement;
export const MOST_ROWS = 12;
/** What the next one mostly has in common with the one before. */
const STAYS = ["direction", "mode", "lane", "language"];

export function fieldsOf(form: HTMLFormElement): Field[] {
  return parts<Field>("input[name], select[name]", form);
}

export function valuesOf(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") (values[name] ??= []).push(value);
  }
  return values;
}

export function fill(form: HTMLFormElement, values: Values): void {
  if (form.dataset.form === "household") {
    const rows = Object.keys(values).map((name) => Number(/^m(\d+)-/.exec(name)?.[1] ?? 0));
    setRows(form, Math.max(0, ...rows) + 1);
  }
  for (const field of fieldsOf(form)) put(field, values[field.name] ?? []);
  refreshed(form);
}

function put(field: Field, given: string[]): void {
  if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) {
    field.checked = given.includes(field.value);
  } else field.value = given[0] ?? (field instanceof HTMLSelectElement ? (field.options[0]?.value ?? "") : "");
}

export function empty(form: HTMLFormElement): void {
  for (const details of parts<HTMLDetailsElement & HTMLElement>("details", form)) details.open = false;
  for (const field of fieldsOf(form)) {
    if (STAYS.includes(field.name)) continue;
    put(field, []);
  }
  for (const file of parts<HTMLInputElement>("[type=file]", form)) file.value = "";
  if (form.dataset.form === "household") setRows(form, 1);
  form.dispatchEvent(new CustomEvent("emptied"));
  refreshed(form);
}

/** Totals and questions follow what stands in the form now. */
function refreshed(form: HTMLFormElement): void {
  const persons = form.querySelector("[data-pad-persons]");
  (persons ?? form).dispatchEvent(new Event("input", { bubbles: true }));
}

export function isEmpty(form: HTMLFormElement): boolean {
  return Object.keys(valuesOf(form)).every((name) => [...STAYS, "consent"].includes(name));
}

export function rowsIn(form: HTMLFormElement): HTMLElement[] {
  return parts("[data-member]", form);
}

/** Give a household as many rows; those that go are the last. */
export function setRows(form: HTMLFormElement, count: number): void {
  const place = part("[data-rows]", form);
  for (const row of rowsIn(form).slice(Math.max(count, 1))) row.remove();
  for (let number = rowsIn(form).length; number < Math.min(count, MOST_ROWS); number++) {
    place.append(newRow(number));
  }
  part("[data-add-row]", form).hidden = rowsIn(form).length >= MOST_ROWS;
  rowsIn(form).forEach((row, number, all) => {
    part("[data-less]", row).hidden = number === 0 || number < all.length - 1;
  });
}

function newRow(number: number): HTMLElement {
  const row = copyOf("[data-row]");
  for (const each of [row, ...parts("*", row)]) {
    for (const name of ["id", "for", "name", "aria-describedby"]) {
      const value = each.getAttribute(name);
      if (value?.includes("__row__")) each.setAttribute(name, value.replaceAll("__row__", String(number)));
    }
  }
  part("[data-place]", row).textContent = word("person", number + 1);
  part("[data-not-head]", row).hidden = number === 0;
  return row;
}

/** The questions of the screening, put only when what was answered before asks for them. */
export function followQuestions(form: HTMLFormElement): Question[] {
  const answers = answersOf(valuesOf(form), questionsOf(form));
  const isPrivate = part<HTMLInputElement>("[name=is_private]", form).checked;
  for (const place of parts("[data-question]", form)) {
    const when = place.dataset.when;
    const isAsked = !when || holds(JSON.parse(when) as Condition, answers);
    place.hidden = !isAsked || ("private" in place.dataset && !isPrivate);
    // What is not put is not sent either, whatever was chosen before.
    for (const field of parts<Field>("input, select", place)) field.disabled = place.hidden;
  }
  return questionsOf(form);
}

export function questionsOf(form: HTMLFormElement): Question[] {
  return parts("[data-question]", form).map((place) => ({
    id: place.dataset.question ?? "",
    kind: place.dataset.kind ?? "",
  }));
}
