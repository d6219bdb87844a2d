/** Small parts that all panels use. */
import { make } from "../../shared/dom";
import { type PanelIcon, panelIcon } from "./icons";

/** A button with words, and a sign where one is given. */
export function action(words: string, press: () => void, kind = "", icon?: PanelIcon): HTMLButtonElement {
  const made = make(
    "button",
    { type: "button", class: `button button--small ${kind}`.trim() },
    icon ? panelIcon(icon) : null,
    words,
  );
  made.addEventListener("click", press);
  return made;
}

/** A small button with a sign only; its name is read out. */
export function tiny(name: string, icon: PanelIcon, press: () => void): HTMLButtonElement {
  const made = make(
    "button",
    { type: "button", class: "panels-tiny", "aria-label": name, title: name },
    panelIcon(icon),
  );
  made.addEventListener("click", press);
  return made;
}

let made = 0;

/** A field with its label above it. */
export function field<T extends HTMLElement>(label: string, input: T, hint = ""): HTMLElement {
  input.id ||= `panels-${++made}`;
  const optional = hint ? make("span", { class: "optional" }, ` (${hint})`) : null;
  return make("div", { class: "panels-field" }, make("label", { for: input.id }, label, optional), input);
}

/** Somebody's little figure in her colour. */
export function badge(colour: string): HTMLElement {
  const made = make("span", { class: "panels-badge", "aria-hidden": "true" });
  if (/^#[0-9a-f]{6}$/i.test(colour)) made.style.setProperty("--who", colour);
  return made;
}

export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
