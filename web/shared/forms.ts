/** `form[data-auto]` is sent as soon as a select, a tick box or a choice changes. */
function wireAuto(page: Document): void {
  page.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLSelectElement) && !isTick(field)) return;
    if (field.form?.hasAttribute("data-auto")) field.form.requestSubmit();
  });
}

function isTick(field: EventTarget | null): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

/** `[data-drop]` around a file field shows that a file may be let go of there, and takes it. */
function wireDrop(page: Document): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-drop]")) {
    const field = place.querySelector<HTMLInputElement>("input[type=file]");
    if (!field) continue;
    const mark = (over: boolean) => place.classList.toggle("over-it", over);
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      mark(true);
    });
    place.addEventListener("dragleave", () => mark(false));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      const files = event.dataTransfer?.files;
      if (!files?.length) return;
      field.files = files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

/** A sent form's button shows that work is under way, and cannot be pressed twice. */
function wireBusy(page: Document): void {
  page.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button?.classList.contains("button")) return;
    // After the browser has read the form: a button that is off would not be sent along.
    setTimeout(() => {
      button.classList.add("busy");
      button.setAttribute("aria-disabled", "true");
    });
  });
  page.addEventListener(
    "click",
    (event) => {
      const busy = event.target instanceof Element && event.target.closest(".button.busy");
      if (busy) event.preventDefault();
    },
    true,
  );
  addEventListener("pageshow", () => {
    for (const button of page.querySelectorAll(".button.busy")) {
      button.classList.remove("busy");
      button.removeAttribute("aria-disabled");
    }
  });
}

export function wireForms(page: Document): void {
  wireAuto(page);
  wireDrop(page);
  wireBusy(page);
}
