/** A form sent twice by an impatient thumb would count or register twice: the second press of the
 * same form is swallowed until the page changes or a few seconds have passed. */
const QUIET_MS = 4000;

export function startOnceForms(page: Document): void {
  const sentAt = new WeakMap<HTMLFormElement, number>();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method.toLowerCase() !== "post") return;
    if (isRepeat(sentAt.get(form), event.timeStamp)) event.preventDefault();
    else sentAt.set(form, event.timeStamp);
  });
}

export function isRepeat(before: number | undefined, now: number, quiet = QUIET_MS): boolean {
  return before !== undefined && now - before < quiet;
}
