import { icon } from "../../shared/dom";

const PATHS = {
  effects: "M4 19.5h16M6.5 16v-5M12 16V5M17.5 16V8.5",
  plan: "M4 6.5 9 4l6 2.5L20 4v13.5L15 20l-6-2.5L4 20zM9 4v13.5M15 6.5V20",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
  people:
    "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3 19.5c.5-3.5 3-5 6-5s5.5 1.5 6 5M15.5 5.6a3 3 0 0 1 0 5.6M17.5 14.8c2 .6 3.2 2.2 3.5 4.7",
  lead: "M5 20.5V4l13 .5-3 4 3 4-13 .5",
  stops: "M4 5h16v11H4zM10 8.2v4.6l4-2.3zM8 20h8M12 16v4",
  compare: "M12 3v18M4 6.5h8v11H4zM15 6.5h5v11h-5",
  send: "M4 11.5 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  follow:
    "M12 5.5c-4.5 0-8 4-9 6.5 1 2.5 4.5 6.5 9 6.5s8-4 9-6.5c-1-2.5-4.5-6.5-9-6.5zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  mute: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H8",
  pause: "M8.5 5v14M15.5 5v14",
  play: "M7.5 4.5 19 12 7.5 19.5z",
  lock: "M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  up: "m6 14.5 6-6 6 6",
  down: "m6 9.5 6 6 6-6",
  grid: "M4 4h16v16H4zM4 9.3h16M4 14.7h16M9.3 4v16M14.7 4v16",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  model: "m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7 12 12l7.5-4.3M12 12v8.5",
  chevron: "m9 5.5 6.5 6.5L9 18.5",
} as const;

export type PanelIcon = keyof typeof PATHS;

/** Gives one of the panels' line icons. */
export function panelIcon(name: PanelIcon): SVGSVGElement {
  return icon(PATHS[name]);
}
