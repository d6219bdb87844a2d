import { make } from "../../shared/dom";
import type { Engine } from "../engine";
import type { Person } from "../types";
import type { Figures } from "./figures";
import { byGroup } from "./leader-messages";
import { badge, tiny } from "./parts";
import type { Speak } from "./words";

/** Further buttons for a person, for the leader. */
export type PersonActions = (person: Person) => readonly HTMLElement[];

/** Who builds here: made-up names with their little figures; one may follow anybody with the camera. */
export class People {
  readonly body = make("div", { class: "people-panel" });
  private people: readonly Person[] = [];
  private me = 0;

  constructor(
    private readonly engine: Engine,
    private readonly words: Speak,
    private readonly figures: Figures,
    private readonly actions: PersonActions | null = null,
  ) {
    engine.bus.on("hello", ({ you }) => {
      this.me = you.id;
      this.show();
    });
    engine.bus.on("people", (people) => {
      this.people = people;
      this.show();
    });
    // Whoever takes the camera in hand again follows nobody.
    for (const event of ["pointerdown", "keydown", "wheel"])
      engine.canvas.addEventListener(event, () => this.follow(null), { passive: true });
    this.show();
  }

  show(): void {
    const words = this.words;
    const focused = document.activeElement?.getAttribute("aria-label");
    const groups = byGroup(this.people, this.me);
    const several = groups.filter(([group]) => group !== null).length > 1;
    const count = this.people.length;
    const title = count === 1 ? words("here_one") : words("here", { n: count });
    this.body.replaceChildren(
      make("p", { class: "panels-quiet" }, count > 1 ? title : words("alone")),
      ...groups.map(([group, all]) =>
        make(
          "section",
          {},
          several && group !== null ? make("h3", {}, words("group", { n: group })) : null,
          make("ul", { class: "people-list" }, ...all.map((one) => this.line(one))),
        ),
      ),
    );
    if (focused) this.body.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }

  private line(one: Person): HTMLElement {
    const { me } = this;
    const words = this.words;
    const about = [
      one.id === me ? words("you") : "",
      one.leader ? words("leader") : "",
      one.muted ? words("is_muted") : "",
    ].filter(Boolean);
    const on = this.figures.followed === one.id;
    const follow = tiny(words(on ? "unfollow" : "follow", { name: one.name }), "eye", () =>
      this.follow(on ? null : one.id),
    );
    follow.setAttribute("aria-pressed", String(on));
    return make(
      "li",
      {},
      badge(one.colour),
      make(
        "span",
        { class: "people-name" },
        one.name,
        about.length ? make("small", {}, about.join(", ")) : null,
      ),
      ...(one.id === me ? [] : [follow, ...(this.actions?.(one) ?? [])]),
    );
  }

  private follow(id: number | null): void {
    const { figures } = this;
    const engine = this.engine;
    if (figures.followed === id) return;
    figures.followed = id;
    const place = id === null ? null : figures.where(id);
    if (place) {
      engine.camera.go({
        x: place.x,
        y: place.y,
        z: place.z,
        distance: Math.min(engine.camera.distance, 140),
      });
      engine.again();
    }
    this.show();
  }
}
