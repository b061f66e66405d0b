/** The search screen: what waits here, what is held, and keys; and what was not looked at. */
import type { Desk } from "./desk";
import { find, type Hit, type Waiting } from "./finding";
import { copyOf, part, say, tell, word } from "./page";

/** ``correct`` begins the correction of somebody's telephone number. */
export function startSearch(desk: Desk, correct: (number: string) => void): void {
  part<HTMLFormElement>("[data-find]").addEventListener("submit", (event) => {
    event.preventDefault();
    void search(desk, correct);
  });
}

async function search(desk: Desk, correct: (number: string) => void): Promise<void> {
  const asked = part<HTMLInputElement>("[data-asked]").value.trim();
  if (!asked) return;
  const known = desk.open?.pack.known ?? null;
  const hits = await find(asked, await waiting(desk), known);
  part("[data-found]").replaceChildren(...hits.map((hit) => line(hit, desk, correct)));
  say(hits.length ? "" : word("found.none"), "warning");
  part("[data-searched]").textContent = known
    ? word("searched", known.people.length, known.keys.length)
    : word("searched.own");
}

/** What waits here, by the words that were typed for it. */
async function waiting(desk: Desk): Promise<Waiting[]> {
  return (await desk.readable()).map(([item, draft]) => ({
    title: draft.title,
    numbers: item.numbers,
    words: Object.values(draft.values).flat().join(" "),
    kind: word(`kind.${item.kind}`),
  }));
}

function line(hit: Hit, desk: Desk, correct: (number: string) => void): HTMLElement {
  const made = copyOf("[data-found-line]");
  tell(made, "[data-number]", hit.number);
  tell(made, "[data-name]", hit.name);
  tell(made, "[data-more]", hit.more);
  tell(made, "[data-where]", word(`found.${hit.where}`));
  const phone = part("[data-phone-one]", made);
  phone.hidden = !hit.number || !desk.post?.may.register;
  phone.addEventListener("click", (event) => {
    event.preventDefault();
    correct(hit.number);
  });
  return made;
}

export function clearSearch(): void {
  part<HTMLInputElement>("[data-asked]").value = "";
  part("[data-found]").replaceChildren();
  part("[data-searched]").textContent = "";
}
