import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import { action } from "./parts";
import type { Speak } from "./words";

const KEPT = "stadtkern-builder-hints";
const HINTS = ["hint_1", "hint_2", "hint_3"] as const;

/** Three hints for the first time, one after the other, never in the way of building. */
export function hints(engine: Engine, words: Speak): void {
  try {
    if (localStorage.getItem(KEPT)) return;
  } catch {
    return;
  }
  if (engine.config.role === "viewer") return;
  const count = make("p", { class: "hint-count" });
  const said = make("p", { class: "hint-text" });
  let at = 0;
  const end = () => {
    card.remove();
    localStorage.setItem(KEPT, "1");
    engine.canvas.focus({ preventScroll: true });
  };
  const show = () => {
    const name = HINTS[at];
    if (!name) {
      end();
      return;
    }
    card.dataset.hint = String(at + 1);
    count.textContent = words("hint", { n: at + 1, all: HINTS.length });
    said.textContent = words(name);
    skip.hidden = at === HINTS.length - 1;
  };
  const skip = action(words("skip"), end, "button--plain");
  const card = make(
    "aside",
    { class: "hint-card", "aria-label": words("hint", { n: 1, all: HINTS.length }) },
    make("div", { role: "status" }, count, said),
    make(
      "div",
      { class: "button-row" },
      action(
        words("understood"),
        () => {
          at++;
          show();
        },
        "button--settle",
      ),
      skip,
    ),
  );
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
  engine.root.append(card);
  show();
}

/** Question mark shows the keys from everywhere; the panels' own keys are among them. */
export function keys(engine: Engine, words: Speak, acts: Readonly<Record<string, () => void>>): void {
  const help = engine.root.querySelector<HTMLDialogElement>(".builder-help");
  const list = [...(help?.querySelectorAll("dl") ?? [])].at(-1);
  for (const [name, said] of [
    ["W, L", words("key_effects")],
    ["P, T, V", words("key_panels")],
  ] as const)
    list?.append(make("div", {}, make("dt", {}, name), make("dd", {}, said)));
  engine.root.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches("input, select, textarea") || engine.camera.walking || help?.open) return;
    if (event.key === "?") {
      event.preventDefault();
      help?.showModal();
      return;
    }
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
