/** The interview in private: digits answer, and Escape twice leaves at once.
 *
 * Screens are exchanged in place, so that the whole interview is one entry of the browser's
 * history; leaving replaces that entry by a page that anybody may see. */
const TWICE_WITHIN_MS = 900;

export function startInterview(page: Document): void {
  let escapedAt = -Infinity;
  page.addEventListener("keydown", (event) => {
    const interview = page.querySelector<HTMLElement>("[data-interview]");
    if (!interview || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (event.timeStamp - escapedAt < TWICE_WITHIN_MS) leave(interview);
      escapedAt = event.timeStamp;
    } else if (/^\d$/.test(event.key) && !isTyping(event.target)) {
      answer(interview, Number(event.key));
    }
  });
  page.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !("leave" in event.target.dataset)) return;
    event.preventDefault();
    const interview = page.querySelector<HTMLElement>("[data-interview]");
    if (interview) leave(interview);
  });
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-leave-link]") : null;
    const interview = page.querySelector<HTMLElement>("[data-interview]");
    if (!link || !interview) return;
    event.preventDefault();
    leave(interview);
  });
  page.addEventListener("htmx:after:swap", () => focusHeading(page));
  focusHeading(page);
}

function leave(interview: HTMLElement): void {
  const door = interview.querySelector<HTMLFormElement>("form[data-leave]");
  const answers = interview.querySelector<HTMLFormElement>("form[data-answers]");
  const kept = door && answers ? new FormData(answers) : null;
  interview.replaceChildren();
  if (door && kept) navigator.sendBeacon(door.action, kept);
  window.location.replace(interview.dataset.neutralPage ?? "/");
}

function answer(interview: HTMLElement, digit: number): void {
  if (digit === 0) {
    interview.querySelector<HTMLButtonElement>("button[data-key='0']")?.click();
    return;
  }
  const options = interview.querySelectorAll<HTMLInputElement>(".interview-option input");
  const option = options[digit - 1];
  option?.click();
  option?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement)) return target instanceof HTMLSelectElement;
  return !["radio", "checkbox", "submit"].includes(target.type);
}

function focusHeading(page: Document): void {
  page.querySelector<HTMLElement>("[data-interview] h1")?.focus({ preventScroll: true });
}

/** The page that anybody may see stays: going back from it leads to it again. */
export function startNeutralPage(page: Document): void {
  if (!page.querySelector("[data-neutral]")) return;
  const stay = (): void => window.history.pushState(null, "", window.location.href);
  page.addEventListener("pointerdown", stay, { once: true });
  page.addEventListener("keydown", stay, { once: true });
  window.addEventListener("popstate", stay);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
