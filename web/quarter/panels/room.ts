import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { Ending, Hello, Room } from "../types";
import { milestone, timeLeft } from "./format";
import { type PanelIcon, panelIcon } from "./icons";
import { action, badge } from "./parts";
import type { Speak, WordName } from "./words";

/** Why somebody may not build now. */
export type Hindrance = "frozen" | "muted" | "early" | "late" | Ending | null;

/** Says what keeps somebody from building: what weighs most comes first. Leaders build whenever the room is open. */
export function hindrance(
  room: Room,
  you: { readonly leader: boolean; readonly muted: boolean },
  ending: Ending | null,
  now: number,
): Hindrance {
  if (ending) return ending;
  if (you.leader) return null;
  if (typeof room.ends === "number" && now >= room.ends) return "late";
  if (typeof room.opens === "number" && now < room.opens) return "early";
  if (room.frozen) return "frozen";
  return you.muted ? "muted" : null;
}

const SIGNS: Readonly<Record<NonNullable<Hindrance>, PanelIcon>> = {
  frozen: "pause",
  muted: "eye",
  early: "clock",
  late: "clock",
  closed: "lock",
  elsewhere: "pause",
  token: "lock",
  strange: "eye",
  missing: "eye",
};

/** The room's bar: task, time left, own name; and a calm card in place of the tools while nobody may build. */
export class RoomBar {
  private readonly line = make("div", { class: "room", hidden: true });
  private readonly task = make("button", {
    type: "button",
    class: "room-task",
    hidden: true,
    "aria-expanded": "false",
  });
  private readonly time = make("span", { class: "room-time", role: "timer", hidden: true });
  private readonly me = make("span", { class: "room-me", hidden: true });
  private readonly card = make("section", { class: "room-card", role: "status", hidden: true });
  private you = { id: 0, leader: false, muted: false };
  private room: Room = {};
  private before = Number.POSITIVE_INFINITY;
  private shown: Hindrance = null;
  private told = "";

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
  ) {
    const { bus } = engine;
    this.line.append(this.me, this.time, this.task);
    this.task.addEventListener("click", () => {
      this.task.setAttribute("aria-expanded", String(this.task.getAttribute("aria-expanded") !== "true"));
    });
    engine.slot("side").prepend(this.line);
    engine.root.append(this.card);
    bus.on("hello", (hello) => this.greet(hello));
    bus.on("people", (people) => {
      const mine = people.find((one) => one.id === this.you.id);
      if (mine) this.you.muted = mine.muted === true;
      this.show();
    });
    bus.on("room", (room) => {
      this.room = { ...this.room, ...room };
      this.show();
    });
    bus.on("link", () => this.show());
    setInterval(() => this.tick(), 1000);
    this.show();
  }

  private greet({ you }: Hello): void {
    this.you = { id: you.id, leader: you.leader === true, muted: you.muted === true };
    this.me.hidden = false;
    this.line.hidden = false;
    this.me.replaceChildren(badge(you.colour), make("span", { class: "room-name" }, you.name));
    this.me.title = this.words("name_is", { name: you.name });
    this.show();
  }

  private show(): void {
    const task = this.room.task?.trim() ?? "";
    this.task.hidden = !task;
    if (task !== this.told) {
      this.told = task;
      this.task.replaceChildren(make("strong", {}, `${this.words("task")}: `), task);
    }
    this.tick();
  }

  private tick(): void {
    const now = Date.now();
    const { ends } = this.room;
    const { language } = this.engine.config;
    this.time.hidden = typeof ends !== "number";
    if (typeof ends === "number") {
      const left = timeLeft(ends, now, language);
      this.time.textContent = left.over ? this.words("late") : left.clock;
      this.time.setAttribute(
        "aria-label",
        left.over ? this.words("late") : this.words("left", { time: left.words }),
      );
      this.time.toggleAttribute("data-soon", left.soon);
      const minutes = milestone(this.before, ends - now);
      this.before = ends - now;
      if (minutes !== null)
        this.engine.say.note(minutes === 1 ? this.words("minute") : this.words("minutes", { n: minutes }));
    }
    const { link } = this.engine;
    this.hinder(link ? hindrance(this.room, this.you, link.ending, now) : null);
  }

  /** What somebody can do whose line ended for good. */
  private wayOn(why: NonNullable<Hindrance>): HTMLElement | null {
    const { engine, words } = this;
    const { join, leave } = engine.config.urls;
    if (why === "elsewhere")
      return action(words("elsewhere_go"), () => engine.link?.takeOver(), "button--act");
    const way = (name: WordName, href: string) =>
      make("a", { class: "button button--small", href }, words(name));
    if (why === "token") return way("token_go", join ?? "/join/");
    if (why === "strange") return way("strange_go", join ?? "/join/");
    if (why === "missing" || why === "closed") return way(`${why}_go`, leave ?? "/quarters/");
    return null;
  }

  private hinder(why: Hindrance): void {
    if (why === this.shown) return;
    this.shown = why;
    const { engine, words } = this;
    const time = new Date(this.room.opens ?? 0).toLocaleTimeString(
      engine.config.language === "de" ? "de-DE" : "en-GB",
      { hour: "2-digit", minute: "2-digit" },
    );
    const title: WordName | null = why;
    engine.hindrance = title ? words(title) : null;
    this.card.hidden = why === null;
    this.card.replaceChildren();
    if (why) {
      this.card.dataset.why = why;
      this.card.append(
        panelIcon(SIGNS[why]),
        make(
          "div",
          {},
          make("h2", {}, words(why)),
          make("p", {}, words(`${why}_text`, { time })),
          this.wayOn(why),
        ),
      );
    }
    engine.tools.choose("look");
    // Whoever shows or hides tools looks again.
    engine.bus.tell("link", engine.state);
  }
}
