import { make, pageLanguage } from "./dom";

const WORDS = { de: { yes: "Ja, weiter", no: "Abbrechen" }, en: { yes: "Yes, go on", no: "Cancel" } };

/**
 * Asks before a form with `data-confirm` is sent. `data-confirm-yes` and `data-confirm-no` name the buttons. Without
 * script the form is sent at once, so a server that wants to be sure asks on a page of its own.
 */
export function wireConfirm(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    void ask(page, form.dataset).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
  });
}

function ask(page: Document, wishes: DOMStringMap): Promise<boolean> {
  const words = WORDS[pageLanguage(page)];
  const no = make("button", { class: "button", value: "no" }, wishes.confirmNo ?? words.no);
  const yes = make(
    "button",
    { class: "button button--danger", value: "yes" },
    wishes.confirmYes ?? words.yes,
  );
  const dialog = make(
    "dialog",
    { "aria-labelledby": "confirm-question" },
    make("p", { id: "confirm-question", class: "lead" }, wishes.confirm ?? ""),
    make("form", { method: "dialog", class: "button-row" }, no, yes),
  );
  page.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
  });
}
