/** The builder's panels: effects, plan, table, people, leader, presenting, before and after, sending in. One call mounts all. */
import "../styles/builder-panels.css";
import "../styles/builder-effects.css";
import "../styles/builder-room.css";
import "../styles/builder-show.css";
import type { Engine } from "./engine";
import { Drawers } from "./panels/drawer";
import { EffectsPanel } from "./panels/effects-panel";
import { EffectsStore } from "./panels/effects-store";
import { EffectsStrip } from "./panels/effects-strip";
import { Figures } from "./panels/figures";
import { hints, keys } from "./panels/help";
import { Leader } from "./panels/leader";
import { showLocks } from "./panels/lock-area";
import { readMore } from "./panels/more";
import { People } from "./panels/people";
import { Plan } from "./panels/plan";
import { RoomBar } from "./panels/room";
import { Send } from "./panels/send";
import { Slider } from "./panels/slider";
import { Stops } from "./panels/stops";
import { AreaTable } from "./panels/table";
import { speaker } from "./panels/words";

/** Mounts all panels. They listen to the engine's bus; the engine knows none of them. */
export function panels(engine: Engine): void {
  const more = readMore(JSON.parse(document.getElementById("builder-config")?.textContent ?? "null"));
  const words = speaker(engine.config);
  const drawers = new Drawers(engine, words);
  const close = () => drawers.close();

  const store = new EffectsStore(engine, more);
  const effects = new EffectsPanel(engine, words, store);
  new EffectsStrip(engine, words, store, more.strip, (key) => {
    drawers.show("effects");
    if (key) effects.reveal(key);
  });
  drawers.add({ name: "effects", title: "effects", icon: "effects", body: effects.body });

  const figures = new Figures(engine);
  const plan = new Plan(engine, words, close);
  plan.people = figures;
  drawers.add(plan);
  const table = new AreaTable(engine, words);
  drawers.add({
    name: "table",
    title: "table",
    icon: "table",
    body: table.body,
    wide: true,
    opened: () => table.opened(),
    closed: () => table.closed(),
  });
  drawers.add(new Slider(engine, words, close));

  const stops = new Stops(engine, words, more.stops, close);
  drawers.add({ name: "stops", title: "stops", icon: "stops", body: stops.body });
  if (engine.link) {
    const people = new People(engine, words, figures);
    drawers.add({ name: "people", title: "people", icon: "people", body: people.body });
  }
  const send = new Send(engine, words, more, stops);
  drawers.add({ name: "send", title: "send", icon: "send", body: send.body });

  new RoomBar(engine, words);
  showLocks(engine);
  let leads = false;
  let hinted = false;
  engine.bus.on("hello", ({ you }) => {
    if (you.leader && !leads) {
      leads = true;
      const leader = new Leader(engine, words, figures, close);
      drawers.add({ name: "lead", title: "lead", icon: "lead", body: leader.body });
    }
    if (!hinted) hints(engine, words);
    hinted = true;
  });
  keys(engine, words, {
    w: () => drawers.toggle("effects"),
    l: () => effects.readOut(),
    p: () => drawers.toggle("plan"),
    t: () => drawers.toggle("table"),
    v: () => drawers.toggle("compare"),
  });
}
