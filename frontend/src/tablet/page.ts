/** The parts of the page, its words and its screens. */

const page = document;
export const body = page.body;
const words: Record<string, string> = JSON.parse(body.dataset.words ?? "{}");

/** A text of the page's language, with what `%s` stands for put in, in order. */
export function word(name: string, ...values: (string | number)[]): string {
  let place = 0;
  return (words[name] ?? name).replace(/%s/g, () => String(values[place++] ?? ""));
}

export function part<T extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = page,
): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export function parts<T extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = page,
): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** A copy of what a template holds. */
export function copyOf(selector: string): HTMLElement {
  const template = part<HTMLTemplateElement & HTMLElement>(selector);
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

export function tell(within: ParentNode, selector: string, text: string): void {
  for (const place of parts(selector, within)) place.textContent = text;
}

/** Show one screen, and mark its tab. */
export function show(name: string): void {
  for (const screen of parts("[data-screen]")) screen.hidden = screen.dataset.screen !== name;
  for (const tab of parts<HTMLAnchorElement>(".tablet-tabs a")) {
    if (tab.hash === `#${name}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
}

/** Say something above the screen; nothing takes it away. */
export function say(text: string, kind: "success" | "warning" | "error" = "success"): void {
  const place = part("[data-said]");
  place.textContent = text;
  place.hidden = !text;
  place.className = `message message-${kind}`;
  if (text && kind !== "success") place.scrollIntoView({ block: "nearest" });
}

/** Take away what was said of a success; what warns stays. */
export function hush(): void {
  if (part("[data-said]").classList.contains("message-success")) say("");
}

export function instantWords(instant: string): string {
  const language = page.documentElement.lang;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(
    new Date(instant),
  );
}
