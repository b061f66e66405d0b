/** Filter forms marked `data-autosubmit` answer as soon as a choice changes; their button stays
 * for keyboards and for pages without scripts. */
export function startAutoSubmit(page: Document): void {
  page.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLSelectElement)) return;
    const form = field.form;
    if (form?.hasAttribute("data-autosubmit")) form.requestSubmit();
  });
}
