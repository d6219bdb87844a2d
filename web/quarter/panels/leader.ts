import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { Box, Person, Room } from "../types";
import { readRectangle } from "./areas";
import type { Figures } from "./figures";
import { endsIn, WISHES, type Wish } from "./leader-messages";
import { drawArea } from "./lock-area";
import { action, field, tiny } from "./parts";
import { People } from "./people";
import type { Speak } from "./words";

const MOST_TASK = 500;

/** What only the leader sees: code, pause, task, time, locked areas, and everybody with what may be done about them. */
export class Leader {
  readonly body = make("div", { class: "leader" });
  private readonly code = make("p", { class: "leader-code" });
  private readonly pause: HTMLButtonElement;
  private readonly task: HTMLTextAreaElement;
  private readonly minutes: HTMLInputElement;
  private readonly locks = make("ul", { class: "leader-locks" });
  private readonly people: People;
  private room: Room = {};
  private sure: number | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    figures: Figures,
    private readonly aside: () => void,
  ) {
    const { urls } = engine.config;
    this.pause = action("", () => this.wish(this.room.frozen ? WISHES.go() : WISHES.freeze()), "button--act");
    this.task = make("textarea", { rows: 3, maxlength: MOST_TASK });
    this.minutes = make("input", {
      type: "number",
      inputmode: "numeric",
      min: 1,
      max: 1440,
      step: 5,
      value: 45,
    });
    this.people = new People(engine, words, figures, (person) => this.actions(person));
    const link = (name: "sheet" | "room", said: "sheet" | "whole_room") =>
      urls[name]
        ? make(
            "a",
            { class: "button button--small", href: urls[name], target: "_blank", rel: "noopener" },
            words(said),
          )
        : null;
    this.body.append(
      make(
        "section",
        { class: "leader-invite" },
        make("h3", {}, words("code")),
        this.code,
        make(
          "div",
          { class: "button-row" },
          link("sheet", "sheet"),
          link("room", "whole_room"),
          action(words("code_new"), () => this.wish(WISHES.invite()), "button--plain"),
        ),
      ),
      make("div", { class: "button-row" }, this.pause),
      this.part("people", this.people.body),
      make(
        "section",
        {},
        make("h3", {}, words("task")),
        field(words("task"), this.task),
        action(words("task_save"), () => this.wish(WISHES.task(this.task.value))),
      ),
      make(
        "section",
        {},
        make("h3", {}, words("time")),
        field(words("time_minutes"), this.minutes),
        make(
          "div",
          { class: "button-row" },
          action(words("time_set"), () => this.setTime()),
          action(
            words("time_none"),
            () => this.wish(WISHES.timer(this.room.opens ?? null, null)),
            "button--plain",
          ),
        ),
      ),
      make(
        "section",
        {},
        make("h3", {}, words("locks")),
        this.locks,
        make(
          "div",
          { class: "button-row" },
          action(words("lock_draw"), () => this.draw(), "", "lock"),
        ),
        this.numbers(),
      ),
    );
    engine.bus.on("room", (room) => {
      this.room = { ...this.room, ...room };
      this.show();
    });
    this.room = engine.room;
    this.show();
  }

  private part(title: "people", body: HTMLElement): HTMLElement {
    return make("section", {}, make("h3", {}, this.words(title)), body);
  }

  private wish(wish: Wish): void {
    if (!this.engine.link?.say(wish)) this.engine.say.note(this.words("no_line"), "bad");
  }

  private setTime(): void {
    const ends = endsIn(Number(this.minutes.value), Date.now());
    if (ends === null) this.minutes.setAttribute("aria-invalid", "true");
    else {
      this.minutes.removeAttribute("aria-invalid");
      this.wish(WISHES.timer(this.room.opens ?? null, Math.round(ends)));
    }
  }

  private show(): void {
    const { words, room } = this;
    const code = typeof room.code === "string" ? room.code : "";
    // Spelt out letter by letter for those who listen.
    this.code.replaceChildren(
      make("span", { "aria-hidden": "true" }, code),
      make("span", { class: "unseen" }, code.split("").join(" ")),
    );
    this.pause.textContent = words(room.frozen ? "go" : "freeze");
    if (document.activeElement !== this.task) this.task.value = room.task ?? "";
    const locks = room.locks ?? [];
    const line = (box: Box) =>
      make(
        "li",
        {},
        make("span", {}, words("lock_at", { ...box })),
        action(words("unlock"), () => this.wish(WISHES.unlock(box)), "button--plain"),
      );
    this.locks.replaceChildren(
      ...(locks.length ? locks.map(line) : [make("li", { class: "panels-quiet" }, words("no_locks"))]),
      ...(locks.length > 1
        ? [
            make(
              "li",
              {},
              action(words("unlock_all"), () => this.wish(WISHES.unlock(null)), "button--plain"),
            ),
          ]
        : []),
    );
  }

  private actions(person: Person): readonly HTMLElement[] {
    const { words } = this;
    const { name } = person;
    if (person.leader) return [];
    const mute = tiny(words(person.muted ? "unmute" : "mute", { name }), "mute", () =>
      this.wish(person.muted ? WISHES.unmute(person.id) : WISHES.mute(person.id)),
    );
    mute.setAttribute("aria-pressed", String(person.muted === true));
    if (this.sure !== person.id)
      return [mute, tiny(words("undo_of", { name }), "undo", () => this.ask(person.id))];
    const yes = action(
      words("undo_sure", { name }),
      () => {
        this.ask(null);
        this.wish(WISHES.undo(person.id));
      },
      "button--danger",
    );
    return [mute, yes];
  }

  /** Taking back all of somebody's work is asked once more. */
  private ask(id: number | null): void {
    this.sure = id;
    this.people.show();
    if (id !== null) this.people.body.querySelector<HTMLElement>(".button--danger")?.focus();
  }

  private draw(): void {
    this.aside();
    this.engine.say.note(this.words("lock_drawing"));
    drawArea(this.engine, (box) => this.wish(WISHES.lock(box)));
  }

  /** Locking without a picture. */
  private numbers(): HTMLElement {
    const { words, engine } = this;
    const { nx, ny, nz } = engine.base.grid;
    const names = ["west", "south", "east", "north"] as const;
    const sides = names.map(() => make("input", { type: "number", inputmode: "numeric", min: 0, step: 1 }));
    const says = make("p", { class: "panels-says", role: "status" });
    const lock = action(words("lock"), () => {
      const given = sides.map((one) => (one.value === "" ? Number.NaN : Number(one.value)));
      const area = readRectangle(given as [number, number, number, number], { nx, ny });
      says.textContent = area ? "" : words("wrong_rectangle");
      if (area) this.wish(WISHES.lock({ ...area, z0: 0, z1: nz - 1 }));
    });
    return make(
      "details",
      { class: "opens" },
      make("summary", {}, words("lock_numbers")),
      make(
        "div",
        { class: "panels-fields" },
        ...names.map((name, at) => field(words(name), sides[at] as HTMLInputElement)),
      ),
      lock,
      says,
    );
  }
}
