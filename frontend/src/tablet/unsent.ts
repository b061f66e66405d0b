/** What is not at the node yet, each with its state and reason; and the backup file. */
import { backupOf, download } from "./backup";
import type { Desk, Draft } from "./desk";
import { copyOf, instantWords, part, parts, say, tell, word } from "./page";
import { NoLine, type Item } from "./queue";

export class Unsent {
  constructor(
    private readonly desk: Desk,
    private readonly correct: (item: Item, draft: Draft) => void,
    private readonly flush: () => Promise<void>,
  ) {
    for (const button of parts("[data-send]")) {
      button.addEventListener("click", () => void this.send());
    }
    for (const button of parts("[data-backup]")) {
      button.addEventListener("click", () => void this.save());
    }
  }

  /** The counter that is always in sight. */
  async count(): Promise<number> {
    const items = await this.desk.queue.items();
    const name = items.length < 2 ? String(items.length) : "n";
    tell(document, "[data-unsent-words]", word(`unsent.${name}`, items.length));
    part(".tablet-unsent").classList.toggle("is-unsent", items.length > 0);
    const refused = items.some((one) => one.state === "refused");
    part(".tablet-unsent").classList.toggle("is-refused", refused);
    return items.length;
  }

  async show(): Promise<void> {
    await this.count();
    const items = await this.desk.queue.items();
    const drafts = new Map((await this.desk.readable()).map(([item, draft]) => [item.id, draft]));
    part("[data-items]").replaceChildren(...items.map((one) => this.line(one, drafts.get(one.id))));
    const last = await this.desk.lastContact();
    part("[data-contact]").textContent = word("last.contact", last ? instantWords(last) : word("never"));
    const isKept = await navigator.storage?.persisted?.();
    part("[data-storage]").textContent = word(isKept ? "storage.kept" : "storage.loose");
  }

  private line(item: Item, draft: Draft | undefined): HTMLElement {
    const made = copyOf("[data-item-line]");
    tell(made, "[data-kind]", word(`kind.${item.kind}`));
    const isOwn = item.user === this.desk.open?.worker.id;
    tell(made, "[data-title]", draft?.title ?? (isOwn || item.rank ? "" : word("by.somebody")));
    tell(made, "[data-number]", item.numbers[0] ?? "");
    const at = part("[data-at]", made);
    at.textContent = instantWords(item.at);
    at.setAttribute("datetime", item.at);
    const state = this.desk.queue.sending.has(item.id) ? "sending" : item.state;
    const tag = part("[data-state]", made);
    tag.textContent = word(`state.${state}`);
    tag.classList.toggle("tag-late", state === "refused");
    tell(made, "[data-reason]", [item.message, item.remedy].filter(Boolean).join(" "));
    // What waits for a registration that never was can be corrected as well.
    part("[data-choices]", made).hidden = state !== "refused" && state !== "later";
    part("[data-retry]", made).addEventListener("click", () => void this.retry(item.id));
    if (draft) {
      const correct = part("[data-correct]", made);
      correct.hidden = false;
      correct.addEventListener("click", () => this.correct(item, draft));
    }
    return made;
  }

  private async retry(id: string): Promise<void> {
    await this.desk.queue.retry(id);
    await this.send();
  }

  private async send(): Promise<void> {
    try {
      await this.flush();
      const left = await this.desk.queue.items();
      say(word(left.length ? "sent.not" : "sent.now"), left.length ? "warning" : "success");
    } catch (error) {
      if (!(error instanceof NoLine)) throw error;
      say(word("no.line"), "warning");
    }
  }

  private async save(): Promise<void> {
    const { tablet } = this.desk;
    const items = await this.desk.queue.items();
    if (!tablet) return;
    const day = new Date().toISOString().slice(0, 10);
    download(`openhbm-${tablet.block}-${day}.hbmtablet`, backupOf(tablet.tablet, items));
    say(word("backup.saved", items.length));
  }
}
