/** The forms: what is typed becomes a sealed item, and stays in the form if it cannot be kept. */
import type { Desk, Draft } from "./desk";
import { empty, fill, followQuestions, isEmpty, MOST_ROWS, questionsOf, rowsIn, setRows, valuesOf } from "./filling";
import { body, part, parts, say, word } from "./page";
import { PAPER_SIDE, smallPicture } from "./photos";
import type { Sealed } from "./shift";
import { hasRoomForPictures, NoRoom } from "./space";
import { writeIfRoom, type Change } from "./store";
import { answersOf, first, groupOf, householdOf, phoneOf, rowsOf, screeningOf, tallyOf, Wrong, type Values } from "./values";

const KEEP_DRAFT_MS = 1500;
const bands = (body.dataset.bands ?? "").split("|");

/** What was saved, for the screen that follows. */
export interface Saved {
  kind: string;
  /** Number and name of each who was given one. */
  given: { number: string; name: string }[];
}

/** A picture of a row: of the person, or of their paper, which the node reads when they meet. */
interface Taken {
  place: number;
  kind: string;
  picture: string;
}

const PICTURES = [
  { kind: "photo", field: "[data-photo]", side: undefined },
  { kind: "paper", field: "[data-paper-picture]", side: PAPER_SIDE },
];

export class Entering {
  /** The refused item that a form takes the place of. */
  private correcting = new Map<string, { id: string; numbers: string[] }>();
  private timer = 0;

  constructor(
    private readonly desk: Desk,
    private readonly after: (saved: Saved) => void,
  ) {
    for (const form of this.forms()) this.start(form);
  }

  private forms(): HTMLFormElement[] {
    return parts<HTMLFormElement>("form[data-form]");
  }

  private form(kind: string): HTMLFormElement {
    return part<HTMLFormElement>(`form[data-form="${kind}"]`);
  }

  private start(form: HTMLFormElement): void {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit(form);
    });
    for (const name of ["input", "click"]) form.addEventListener(name, () => this.keepLater(form));
    if (form.dataset.form === "household") {
      part("[data-add-row]", form).addEventListener("click", () => this.addRow(form));
      form.addEventListener("click", (event) => {
        if (!(event.target as HTMLElement).closest("[data-less]")) return;
        setRows(form, rowsIn(form).length - 1);
        part("[data-add-row]", form).focus();
      });
      setRows(form, 1);
    }
    if (form.dataset.form === "screening") {
      form.addEventListener("input", () => followQuestions(form));
      followQuestions(form);
    }
  }

  private addRow(form: HTMLFormElement): void {
    setRows(form, Math.min(rowsIn(form).length + 1, MOST_ROWS));
    rowsIn(form).at(-1)?.querySelector<HTMLInputElement>("input[name$=-name]")?.focus();
  }

  /** Whether something is being typed that is not saved. */
  isTyping(): boolean {
    return this.forms().some((form) => !isEmpty(form));
  }

  emptyAll(): void {
    window.clearTimeout(this.timer);
    this.correcting.clear();
    for (const form of this.forms()) empty(form);
  }

  /** What was begun before the tablet was locked or the page was closed. */
  async restore(): Promise<void> {
    const open = this.desk.open;
    if (!open) return;
    for (const form of this.forms()) {
      const kept = await this.desk.store.get<Sealed>("drafts", this.draftKey(form));
      const values = await open.shift.open<Values>(kept);
      if (!values || !Object.keys(values).length) continue;
      fill(form, values);
      say(word("draft.kept"));
    }
  }

  /** Open what the node did not take; saved, it takes that one's place. */
  correct(item: { id: string; kind: string; numbers: string[] }, draft: Draft): void {
    this.correcting.set(item.kind, { id: item.id, numbers: item.numbers });
    fill(this.form(item.kind), draft.values);
    window.location.hash = item.kind;
    say(word("correct"), "warning");
  }

  /** Begin a screening of somebody who was just registered. */
  screen(number: string): void {
    const form = this.form("screening");
    empty(form);
    part<HTMLInputElement>("[name=person]", form).value = number;
    window.location.hash = "screening";
  }

  /** Begin the correction of somebody's telephone number. */
  phone(number: string): void {
    const form = this.form("phone");
    empty(form);
    part<HTMLInputElement>("[name=person]", form).value = number;
    window.location.hash = "phone";
  }

  private draftKey(form: HTMLFormElement): string {
    return `${this.desk.open?.worker.id}:${form.dataset.form}`;
  }

  private keepLater(form: HTMLFormElement): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keepDraft(form), KEEP_DRAFT_MS);
  }

  private async keepDraft(form: HTMLFormElement): Promise<void> {
    const open = this.desk.open;
    if (!open) return;
    const key = this.draftKey(form);
    const change: Change = isEmpty(form)
      ? { table: "drafts", key, gone: true }
      : { table: "drafts", key, value: await open.shift.seal(valuesOf(form)) };
    // A full tablet keeps no drafts; what is saved matters more.
    await writeIfRoom(this.desk.store, [change]);
  }

  private async submit(form: HTMLFormElement): Promise<void> {
    const button = part<HTMLButtonElement>("[type=submit]", form);
    if (button.disabled) return;
    const kind = form.dataset.form ?? "";
    clearProblems(form);
    button.disabled = true;
    window.clearTimeout(this.timer);
    try {
      const saved = await this.save(kind, form);
      empty(form);
      this.correcting.delete(kind);
      this.after(saved);
    } catch (error) {
      if (error instanceof Wrong) showWrong(form, error);
      else if (error instanceof NoRoom) say(word("no.room"), "error");
      else throw error;
    } finally {
      button.disabled = false;
    }
  }

  private async save(kind: string, form: HTMLFormElement): Promise<Saved> {
    const post = this.desk.post;
    if (!post) throw new Wrong("may.not");
    const values = valuesOf(form);
    switch (kind) {
      case "tally":
        return this.saveTally(form, values, post.code);
      case "group":
        return this.saveGroup(form, values, post.code);
      case "household":
        return this.saveHousehold(form, values, post.code);
      case "phone":
        return this.savePhone(form, values);
      default:
        return this.saveScreening(form, values);
    }
  }

  private async saveTally(form: HTMLFormElement, values: Values, post: string): Promise<Saved> {
    const said = tallyOf(values, post, bands);
    const title = word("persons", String(said.persons));
    await this.keep(form, "tally", said, [], { title, values });
    say(word("saved.tally", title));
    return { kind: "tally", given: [] };
  }

  private async saveGroup(form: HTMLFormElement, values: Values, post: string): Promise<Saved> {
    groupOf(values, post, bands, ""); // anything wrong is told before a number is given
    const [number] = await this.numbersFor("group", 1);
    const title = first(values, "label");
    await this.keep(form, "group", groupOf(values, post, bands, number!), [number!], { title, values });
    return { kind: "group", given: [{ number: number!, name: title }] };
  }

  private async saveHousehold(form: HTMLFormElement, values: Values, post: string): Promise<Saved> {
    const rows = rowsOf(values, rowsIn(form).length);
    householdOf(values, post, rows, "");
    const pictures = await this.pictures(form, values);
    const [own, ...numbers] = await this.numbersFor("household", rows.length + 1);
    rows.forEach((row, place) => (row.number = numbers[place]!));
    const title = rows.map((row) => row.name || row.description).join(", ");
    const said = householdOf(values, post, rows, own!);
    await this.keep(form, "household", said, [own!, ...numbers], { title, values });
    const given = rows.map((row) => ({ number: row.number, name: row.name || row.description }));
    for (const { place, kind, picture } of pictures) {
      if (!(await this.keepPicture(kind, numbers[place]!, picture))) break;
    }
    return { kind: "household", given };
  }

  private async saveScreening(form: HTMLFormElement, values: Values): Promise<Saved> {
    const said = screeningOf(values, answersOf(values, questionsOf(form)));
    const about = [said.person];
    await this.keep(form, "screening", said, about, { title: "", values });
    say(word("saved.screening"));
    return { kind: "screening", given: [] };
  }

  private async savePhone(form: HTMLFormElement, values: Values): Promise<Saved> {
    const said = phoneOf(values);
    await this.keep(form, "phone", said, [said.person], { title: said.phone, values });
    say(word("saved.phone"));
    return { kind: "phone", given: [] };
  }

  /** The numbers that a corrected item had, as far as they reach: they stand on tokens already. */
  private async numbersFor(kind: string, count: number): Promise<string[]> {
    const had = this.correcting.get(kind)?.numbers.slice(0, count) ?? [];
    return [...had, ...(had.length < count ? await this.desk.numbers(count - had.length) : [])];
  }

  private async keep(
    form: HTMLFormElement, kind: string, said: unknown, numbers: string[], draft: Draft,
  ): Promise<void> {
    const instead = this.correcting.get(kind)?.id;
    const over: Change[] = [{ table: "drafts", key: this.draftKey(form), gone: true }];
    const made = await this.desk.keep(kind, said, { numbers, draft, instead }, over);
    say(made ? word("made.room") : "", "warning");
  }

  /** Pictures of the rows, by the place among the rows that are filled. */
  private async pictures(form: HTMLFormElement, values: Values): Promise<Taken[]> {
    const found: Taken[] = [];
    let place = -1;
    for (const [row, one] of rowsIn(form).entries()) {
      const names = ["name", "description", "age", "seen"];
      if (row > 0 && !names.some((name) => first(values, `m${row}-${name}`))) continue;
      place += 1;
      for (const { kind, field, side } of PICTURES) {
        const file = one.querySelector<HTMLInputElement>(field)?.files?.[0];
        if (!file) continue;
        try {
          found.push({ place, kind, picture: await smallPicture(file, side) });
        } catch {
          throw new Wrong("not.picture", row);
        }
      }
    }
    return found;
  }

  /** Whether there was room for it. */
  private async keepPicture(kind: string, person: string, picture: string): Promise<boolean> {
    try {
      if (!(await hasRoomForPictures())) throw new NoRoom();
      await this.desk.keep(kind, { person, picture }, { numbers: [person], rank: 1 });
      return true;
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      say(word("no.room.photo"), "warning");
      return false;
    }
  }
}

function clearProblems(form: HTMLFormElement): void {
  for (const place of parts("[data-problem]", form)) place.hidden = true;
}

function showWrong(form: HTMLFormElement, wrong: Wrong): void {
  const row = rowsIn(form)[wrong.row];
  const place = row?.querySelector<HTMLElement>("[data-problem]");
  if (!row || !place) {
    say(word(wrong.name), "error");
    return;
  }
  place.textContent = word(wrong.name);
  place.hidden = false;
  row.querySelector<HTMLInputElement>("input")?.focus();
}
