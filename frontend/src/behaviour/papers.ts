/** A form marked `data-paper` sends its picture as soon as one is taken; the button is for all else. */
export function startPaperCamera(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-paper]")) {
    const picture = form.querySelector<HTMLInputElement>("input[type=file]");
    const status = form.querySelector<HTMLElement>("[data-paper-status]");
    form.addEventListener("submit", () => {
      if (status) {
        status.textContent = status.dataset["reading"] ?? "";
      }
    });
    picture?.addEventListener("change", () => {
      if (picture.files?.length) {
        form.requestSubmit();
      }
    });
  }
}
