/** What stands in a form as plain values, and what a form says as an item. */
import { understood } from "../behaviour/birth";
import type { Answers } from "./conditions";
import { isNumber, writtenNumber } from "./numbers";

export type Values = Record<string, string[]>;

/** Something is wrong in a form: which word says so, and where. */
export class Wrong extends Error {
  constructor(
    readonly name: string,
    readonly row = -1,
  ) {
    super(name);
  }
}

export function first(values: Values, name: string): string {
  return values[name]?.[0]?.trim() ?? "";
}

function whole(values: Values, name: string): number | undefined {
  const text = first(values, name);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Counts by sex and age of the bands that were filled. */
export function countsOf(values: Values, bands: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  bands.forEach((key, place) => {
    const number = whole(values, `band_${place}`);
    if (number) counts[key] = number;
  });
  return counts;
}

function checkSum(counts: Record<string, number>, most: number): void {
  const sum = Object.values(counts).reduce((total, one) => total + one, 0);
  if (sum > most) throw new Wrong("too.many");
}

export function tallyOf(values: Values, post: string, bands: string[]): Record<string, unknown> {
  const persons = whole(values, "persons") ?? 0;
  const counts = countsOf(values, bands);
  checkSum(counts, persons);
  const seen = whole(values, "vulnerable_seen");
  const said = { post, persons, counts, direction: first(values, "direction"), mode: first(values, "mode") };
  return seen === undefined ? said : { ...said, vulnerable_seen: seen };
}

export function groupOf(values: Values, post: string, bands: string[], number: string) {
  const size = whole(values, "size") ?? 0;
  const counts = countsOf(values, bands);
  checkSum(counts, size);
  const text = Object.fromEntries(
    ["label", "origin", "destination", "token", "lane", "direction", "mode"].map((name) => [
      name,
      first(values, name),
    ]),
  );
  return { post, number, size, counts, ...text, special_needs_seen: Boolean(first(values, "special_needs_seen")) };
}

export interface Row {
  number: string;
  name: string;
  description: string;
  [field: string]: unknown;
}

/** The filled rows of a household; the first is the head. Wrong names the row. */
export function rowsOf(values: Values, count: number): Row[] {
  const rows: Row[] = [];
  for (let place = 0; place < count; place++) {
    const row = rowOf(values, `m${place}-`);
    if (place > 0 && !isFilled(row)) continue;
    if (!row.name && !row.description) throw new Wrong("no.name", place);
    if (understood(row.age as string).kind === "unclear") throw new Wrong("bad.age", place);
    rows.push(row);
  }
  const head = rows[0]!;
  // Most households have one nationality and one language: asked once.
  return rows.map((row, place) => ({
    ...row,
    relationship: place ? row.relationship : "",
    nationality: row.nationality || head.nationality,
    language: row.language || head.language,
  }));
}

function rowOf(values: Values, prefix: string): Row {
  const names = ["name", "description", "sex", "age", "relationship", "nationality", "language", "phone"];
  const text = Object.fromEntries(names.map((name) => [name, first(values, prefix + name)]));
  const row = { ...text, number: "", seen: values[`${prefix}seen`] ?? [] } as unknown as Row;
  row.sex = row.sex || "U";
  return row;
}

function isFilled(row: Row): boolean {
  return Boolean(row.name || row.description || row.age || (row.seen as string[]).length);
}

export function householdOf(values: Values, post: string, rows: Row[], number: string) {
  const group = first(values, "group");
  if (group && !isNumber(group)) throw new Wrong("bad.number");
  return {
    post,
    number: group ? "" : number,
    group: group ? writtenNumber(group) : "",
    origin: first(values, "origin"),
    consent: first(values, "consent"),
    members: rows,
  };
}

/** A telephone number as it is now, of somebody who has a number. */
export function phoneOf(values: Values) {
  const person = first(values, "person");
  if (!isNumber(person)) throw new Wrong("bad.number");
  const phone = first(values, "phone");
  if (!phone) throw new Wrong("no.phone");
  return { person: writtenNumber(person), phone };
}

export interface Question {
  id: string;
  kind: string;
}

/** Answers as the node's script takes them; what was not put is left out. */
export function answersOf(values: Values, questions: Question[]): Answers {
  const answers: Answers = {};
  for (const { id, kind } of questions) {
    const given = (values[`q_${id}`] ?? []).filter(Boolean);
    if (!given.length) continue;
    if (kind === "many") answers[id] = given;
    else if (kind === "number") answers[id] = Number(given[0]);
    else answers[id] = given[0] === "on" ? "yes" : given[0]!;
  }
  return answers;
}

export function screeningOf(values: Values, answers: Answers) {
  const person = first(values, "person");
  if (!isNumber(person)) throw new Wrong("bad.number");
  const unable = first(values, "unable_reason");
  if (!unable && !Object.keys(answers).length) throw new Wrong("nothing.answered");
  return {
    person: writtenNumber(person),
    answers,
    language: first(values, "language"),
    is_private: Boolean(first(values, "is_private")),
    unable_reason: unable,
  };
}
