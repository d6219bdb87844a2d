import { make } from "../shared/dom";
import { chooseTheme, shownTheme } from "../shared/theme";
import type { Preset } from "./camera";
import type { Engine } from "./engine";
import { sign } from "./icons";
import type { TextName } from "./texts";
import { button } from "./toolbar";

const PRESETS: readonly (readonly [Preset, TextName])[] = [
  ["start", "start"],
  ["top", "top"],
  ["isometric", "isometric"],
  ["south", "south"],
  ["west", "west"],
  ["north", "from_north"],
  ["east", "east"],
];

/** The buttons at the edge: north, views, walking, picture, day and night, help. */
export class Views {
  private readonly needle: HTMLElement;
  private readonly walk: HTMLButtonElement;
  private readonly pad: HTMLElement;

  constructor(
    private readonly engine: Engine,
    root: HTMLElement,
    help: () => void,
  ) {
    const { t, bus, camera } = engine;
    const compass = button(t("north"), "compass", () => {
      camera.north();
      engine.again();
    });
    compass.classList.add("builder-compass");
    this.needle = compass;
    this.walk = button(t("walk"), "walk", () => engine.walk());
    this.walk.setAttribute("aria-pressed", "false");
    const dark = button(t("dark"), "moon", () => chooseTheme(shownTheme() === "dark" ? "light" : "dark"));
    root.append(
      compass,
      this.menu(),
      this.walk,
      button(t("nearer"), "plus", () => engine.zoom(0.72), "builder-wide"),
      button(t("farther"), "minus", () => engine.zoom(1.4), "builder-wide"),
      button(t("photo"), "photo", () => void engine.photograph()),
      dark,
      button(t("help"), "help", help),
    );
    this.pad = this.walkPad();
    engine.root.append(this.pad);
    bus.on("camera", ({ bearing, walking }) => this.turn(bearing, walking));
  }

  private turn(bearing: number, walking: boolean): void {
    this.needle.style.setProperty("--turn", `${-bearing}rad`);
    this.walk.setAttribute("aria-pressed", String(walking));
    const name = this.engine.t(walking ? "walk_off" : "walk");
    this.walk.setAttribute("aria-label", name);
    this.walk.title = name;
    this.pad.hidden = !walking;
  }

  private menu(): HTMLElement {
    const { t, camera } = this.engine;
    const list = make("ul", { class: "builder-menu-list" });
    const details = make(
      "details",
      { class: "builder-menu" },
      make(
        "summary",
        { class: "builder-button", title: t("views"), "aria-label": t("views") },
        sign("views"),
      ),
      list,
    );
    for (const [preset, name] of PRESETS) {
      const one = make("button", { type: "button" }, t(name));
      one.addEventListener("click", () => {
        camera.preset(preset);
        details.open = false;
        details.querySelector("summary")?.focus();
        this.engine.again();
      });
      list.append(make("li", {}, one));
    }
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary")?.focus();
      event.stopPropagation();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!details.contains(event.target as Node)) details.open = false;
    });
    return details;
  }

  /** Four buttons for thumbs: as long as one is held, one walks or turns. */
  private walkPad(): HTMLElement {
    const { t, camera } = this.engine;
    const pad = make("div", { class: "builder-pad", hidden: true, role: "group", "aria-label": t("walk") });
    const hold = (name: TextName, icon: "up" | "down" | "left" | "right", ahead: number, turn: number) => {
      const one = button(t(name), icon, () => undefined, `builder-pad-${icon}`);
      const go = (event: Event) => {
        event.preventDefault();
        camera.stride(ahead, 0, turn);
      };
      one.addEventListener("pointerdown", go);
      for (const end of ["pointerup", "pointercancel", "pointerleave", "blur"])
        one.addEventListener(end, () => camera.stride(0, 0));
      one.addEventListener("contextmenu", (event) => event.preventDefault());
      pad.append(one);
    };
    hold("ahead", "up", 1, 0);
    hold("left", "left", 0, -1);
    hold("behind", "down", -1, 0);
    hold("right", "right", 0, 1);
    return pad;
  }
}
