/** The way in: preparing the tablet at its node, beginning a shift, and locking it. */
import type { Desk, Told, Worker } from "./desk";
import { part, say, show, tell, word } from "./page";
import { weakness } from "./shift";

interface SignedIn {
  user: { id: string; name: string; language: string };
  device: string;
  token: string;
}

export class Doors {
  private signedIn: SignedIn | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly address: string,
    private readonly entered: () => Promise<void>,
  ) {
    part("[data-look-again]").addEventListener("click", () => void this.look());
    part("[data-add-worker]").addEventListener("click", () => void this.showStart());
    part("[data-not-now]").addEventListener("click", () => void this.showLocked());
    on("[data-prepare-form]", () => this.prepare());
    on("[data-unlock]", () => this.unlock());
  }

  /** The first screen: preparing where nobody works yet, else who works here. */
  async show(): Promise<void> {
    if ((await this.desk.workers()).length) await this.showLocked();
    else await this.showStart();
  }

  private async showStart(): Promise<void> {
    show("start");
    part("[data-not-now]").hidden = (await this.desk.workers()).length === 0;
    await this.look();
  }

  private async showLocked(): Promise<void> {
    const workers = await this.desk.workers();
    const chosen = part<HTMLSelectElement>("[data-worker-chosen]");
    const last = await this.desk.store.get<string>("meta", "worker");
    chosen.replaceChildren(...workers.map((one) => new Option(one.name, one.id, false, one.id === last)));
    part("[data-wrong]").hidden = true;
    part<HTMLInputElement>("[data-passphrase]").value = "";
    show("locked");
  }

  /** Ask the node who is signed in, and whether this device was let in. */
  private async look(): Promise<void> {
    this.signedIn = null;
    const hindrance = await this.hindrance();
    const told = this.signedIn as SignedIn | null;
    part("[data-hindrance]").textContent = hindrance;
    part("[data-hindrance]").hidden = !hindrance;
    part("[data-sign-in]").hidden = hindrance !== word("not.signed.in");
    part("[data-prepare-form]").hidden = Boolean(hindrance);
    tell(document, "[data-who]", told?.user.name ?? "");
    tell(document, "[data-device]", told?.device ?? "");
  }

  private async hindrance(): Promise<string> {
    if (!globalThis.crypto?.subtle || !navigator.serviceWorker) return word("insecure");
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/json" } });
      if (answer.redirected) return word("not.signed.in");
      if (answer.status === 403) return word("may.not");
      if (!answer.ok) return word("no.node");
      this.signedIn = (await answer.json()) as SignedIn;
    } catch {
      return word("no.node");
    }
    return this.signedIn.device ? "" : word("not.let.in");
  }

  private async prepare(): Promise<void> {
    const typed = part<HTMLInputElement>("[data-new]");
    const again = part<HTMLInputElement>("[data-again]");
    const weak = weakness(typed.value);
    if (weak) return say(word(`weak.${weak}`), "error");
    if (typed.value !== again.value) return say(word("differ"), "error");
    const told = await this.asked();
    if (!told) return;
    await this.desk.prepare(told, typed.value);
    typed.value = again.value = "";
    await this.welcome(this.desk.open!.worker);
    say(word("prepared", this.desk.post?.name ?? told.label));
  }

  private async asked(): Promise<Told | null> {
    const said = new URLSearchParams({ tablet: this.desk.tablet?.tablet ?? "" });
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { "X-CSRFToken": this.signedIn?.token ?? "" },
        body: said,
      });
      const told = await answer.json();
      if (answer.ok) return told as Told;
      say(told.problem ?? word("no.node"), "error");
    } catch {
      say(word("no.node"), "error");
    }
    return null;
  }

  private async unlock(): Promise<void> {
    const chosen = part<HTMLSelectElement>("[data-worker-chosen]").value;
    const typed = part<HTMLInputElement>("[data-passphrase]");
    const worker = (await this.desk.workers()).find((one) => one.id === chosen);
    if (!worker) return;
    const wrong = part("[data-wrong]");
    wrong.hidden = await this.desk.unlock(worker, typed.value);
    typed.value = "";
    if (!wrong.hidden) {
      wrong.textContent = word("wrong", worker.name);
      typed.focus();
      return;
    }
    await this.welcome(worker);
  }

  private async welcome(worker: Worker): Promise<void> {
    await this.desk.note("worker", worker.id);
    say("");
    await this.entered();
  }
}

/** Run while the form's button is held: opening takes a moment, and one press is one try. */
function on(selector: string, act: () => Promise<void>): void {
  const form = part<HTMLFormElement>(selector);
  const button = part<HTMLButtonElement>("[type=submit]", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    void act().finally(() => (button.disabled = false));
  });
}
