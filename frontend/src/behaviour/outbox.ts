/** Forms marked `data-outbox` that cannot be sent because the line is down are kept and shown.
 *
 * They stay in this tab: sealed in its storage, or in memory alone where the browser gives no
 * cryptography. Each carries the one-time key of its form, so sending it again registers nobody
 * twice. What the server does not take is kept too, until somebody opens and corrects it. */
import { Seal, type Sealed } from "./seal";

const STORE = "openhbm-unsent";
const RETRY_MS = 30_000;
const PATIENCE_MS = 20_000;
const NOT_THE_FORM = new Set([502, 503, 504]);

export interface Kept {
  url: string;
  body: string;
  label: string;
  state: "waiting" | "refused";
}

export type Answer = { kind: "placed"; place: string } | { kind: "kept" } | { kind: "refused" };

let outbox: Outbox | null = null;

export function startOutbox(page: Document): void {
  const box = page.querySelector<HTMLElement>("[data-unsent]");
  if (!box) return;
  outbox = new Outbox(box);
  void outbox.load();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (!("outbox" in form.dataset)) return;
    event.preventDefault();
    void sendAndGo(form, event.submitter);
  });
}

async function sendAndGo(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const sending = sendForm(form, submitter);
  const free = hold(form);
  const answer = await sending;
  if (answer.kind === "placed") window.location.assign(answer.place);
  if (answer.kind !== "kept") return;
  free();
  emptied(form);
}

/** Nobody types into a page that is about to go; the answer frees it again, and so does Back.
 *
 * What is hidden stays: what a part of the page still asks for needs the form's token. */
function hold(form: HTMLFormElement): () => void {
  const held = [...form.elements].filter(
    (one): one is HTMLInputElement => "disabled" in one && !one.disabled && !one.matches("[type=hidden]"),
  );
  for (const one of held) one.disabled = true;
  const free = (): void => held.forEach((one) => (one.disabled = false));
  window.addEventListener("pageshow", free, { once: true });
  return free;
}

/** Send a form as it stands now; it may be filled for the next at once.
 *
 * Refused means the server has something to say: its page is being opened. */
export async function sendForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<Answer> {
  const body = bodyOf(form, submitter);
  renewKey(form);
  const answer = await post(form.action, body);
  if (answer === "lost" && outbox) {
    await outbox.keep({ url: form.action, body, label: form.dataset.outbox ?? "", state: "waiting" });
    return { kind: "kept" };
  }
  if (typeof answer === "object") return { kind: "placed", place: answer.place };
  openAs(form.action, body);
  return { kind: "refused" };
}

function bodyOf(form: HTMLFormElement, submitter: HTMLElement | null): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") pairs.append(name, value);
  }
  return pairs.toString();
}

async function post(url: string, body: string): Promise<"lost" | "refused" | { place: string }> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { "X-Outbox": "1" },
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 204) return { place: answer.headers.get("X-Place") ?? "/" };
    return NOT_THE_FORM.has(answer.status) ? "lost" : "refused";
  } catch {
    return "lost";
  }
}

/** Let the server show its page for this form: what is wrong stands beside its field there. */
function openAs(url: string, body: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of new URLSearchParams(body)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = name === "csrfmiddlewaretoken" ? currentToken() || value : value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

class Outbox {
  private kept: Kept[] = [];
  private others: Sealed[] = [];
  private seal: Seal | null = null;
  private isSending = false;

  constructor(private readonly box: HTMLElement) {
    this.part("[data-unsent-retry]")?.addEventListener("click", () => void this.retry());
    window.addEventListener("online", () => void this.retry());
    window.setInterval(() => void this.retry(), RETRY_MS);
    window.addEventListener("beforeunload", (event) => {
      if (this.kept.length && !this.seal) event.preventDefault();
    });
  }

  async load(): Promise<void> {
    this.seal = await Seal.from(this.box.dataset.seal ?? "");
    for (const sealed of JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as Sealed[]) {
      const text = await this.seal?.open(sealed);
      if (text) this.kept.push(JSON.parse(text) as Kept);
      else this.others.push(sealed);
    }
    this.show();
    await this.retry();
  }

  async keep(one: Kept): Promise<void> {
    this.kept.push(one);
    await this.store();
  }

  async retry(): Promise<void> {
    if (this.isSending || !this.kept.some((one) => one.state === "waiting")) return;
    this.isSending = true;
    for (const one of this.kept.filter((kept) => kept.state === "waiting")) {
      const answer = await post(one.url, withToken(one.body));
      if (answer === "lost") break;
      if (answer === "refused") one.state = "refused";
      else this.kept.splice(this.kept.indexOf(one), 1);
      await this.store();
    }
    this.isSending = false;
  }

  private async store(): Promise<void> {
    if (this.seal) {
      const own: Sealed[] = [];
      for (const one of this.kept) own.push(await this.seal.close(JSON.stringify(one)));
      const all = [...this.others, ...own];
      if (all.length) sessionStorage.setItem(STORE, JSON.stringify(all));
      else sessionStorage.removeItem(STORE);
    }
    this.show();
  }

  private show(): void {
    const words = this.box.dataset;
    const count = this.kept.length;
    this.box.hidden = count === 0 && this.others.length === 0;
    const said = count === 1 ? words.one : words.many?.replace("%s", String(count));
    this.tell("[data-unsent-words]", count ? said : words.ofOthers);
    const loose = this.part("[data-unsent-loose]");
    if (loose) loose.hidden = this.seal !== null || count === 0;
    this.tell("[data-unsent-loose]", words.loose);
    const retry = this.part("[data-unsent-retry]");
    if (retry) retry.hidden = !this.kept.some((one) => one.state === "waiting");
    this.part("[data-unsent-list]")?.replaceChildren(...this.kept.map((one) => this.line(one)));
  }

  private line(one: Kept): DocumentFragment | Text {
    const template = this.box.querySelector<HTMLTemplateElement>("[data-unsent-item]");
    if (!template) return document.createTextNode(one.label);
    const line = template.content.cloneNode(true) as DocumentFragment;
    const words = this.box.dataset;
    tellIn(line, "[data-what]", one.label);
    tellIn(line, "[data-state]", one.state === "refused" ? words.refused : words.waiting);
    const open = line.querySelector<HTMLButtonElement>("[data-open]");
    if (open) {
      open.hidden = one.state !== "refused";
      open.addEventListener("click", () => void this.open(one));
    }
    return line;
  }

  private async open(one: Kept): Promise<void> {
    this.kept.splice(this.kept.indexOf(one), 1);
    await this.store();
    openAs(one.url, one.body);
  }

  private part(selector: string): HTMLElement | null {
    return this.box.querySelector<HTMLElement>(selector);
  }

  private tell(selector: string, text: string | undefined): void {
    tellIn(this.box, selector, text);
  }
}

function tellIn(place: ParentNode, selector: string, text: string | undefined): void {
  const found = place.querySelector<HTMLElement>(selector);
  if (found) found.textContent = text ?? "";
}

/** The token against forged forms changes at sign-in; a form kept before needs that of now. */
function withToken(body: string): string {
  const pairs = new URLSearchParams(body);
  const token = currentToken();
  if (token) pairs.set("csrfmiddlewaretoken", token);
  return pairs.toString();
}

function currentToken(): string {
  return document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** The next form is another one: it needs a key of its own. */
function renewKey(form: HTMLFormElement): void {
  const key = form.querySelector<HTMLInputElement>("[data-once]");
  if (!key) return;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  key.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Empty a form whose content is kept, but for where one works. */
export function emptied(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (["post", "direction", "mode"].includes(field.name) || field.type === "hidden") continue;
    if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    else if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  form.dispatchEvent(new CustomEvent("emptied"));
}
