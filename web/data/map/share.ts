/** The dialog that gives the link to what is seen, and the frame to put it on one's own page. */
import { icon, make } from "../../shared/dom";
import { SIGNS } from "./signs";
import type { Texts } from "./texts";

/** Writes the frame's code; the title and the address are escaped for an attribute. */
export function frameCode(address: string, title: string): string {
  const quoted = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${quoted(address)}" title="${quoted(title)}" width="100%" height="480" loading="lazy" allow="geolocation; clipboard-write"></iframe>`;
}

/** Opens the dialog; it is gone again when it is closed. */
export function openShare(texts: Texts, link: string, frame: string): void {
  const dialog = make("dialog", { class: "map-dialog", "aria-label": texts.shareMap });
  const cross = make(
    "button",
    { type: "button", class: "map-card-button", "aria-label": texts.close },
    icon(...SIGNS.cross),
  );
  cross.addEventListener("click", () => dialog.close());
  dialog.append(
    make("div", { class: "map-card-head" }, make("h2", {}, texts.shareMap), cross),
    copyField(texts, texts.shareLink, link, "input"),
  );
  if (frame) dialog.append(copyField(texts, texts.shareCode, frame, "textarea", texts.shareHint));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

let made = 0;

function copyField(
  texts: Texts,
  label: string,
  text: string,
  tag: "input" | "textarea",
  hint = "",
): HTMLElement {
  const id = `map-copy-${++made}`;
  const field = make(tag, {
    id,
    readonly: true,
    spellcheck: "false",
    ...(hint ? { "aria-describedby": `${id}-hint` } : {}),
  });
  field.value = text;
  if (field instanceof HTMLTextAreaElement) field.rows = 4;
  field.addEventListener("focus", () => field.select());
  const button = make("button", { type: "button", class: "button" }, texts.copy);
  const said = make("span", { role: "status", class: "small muted" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = texts.copied;
    } catch {
      field.select();
      said.textContent = texts.copyByHand;
    }
  });
  return make(
    "div",
    { class: "field" },
    make("label", { for: id }, label),
    hint && make("p", { class: "hint", id: `${id}-hint` }, hint),
    field,
    make("div", { class: "button-row" }, button, said),
  );
}
