import { icon } from "../shared/dom";

const PATHS = {
  back: "M20 12H5M11 6l-6 6 6 6",
  look: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  place: "m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7 12 12l7.5-4.3M12 12v8.5",
  erase: "m14.5 4 5.5 5.5-8.5 8.5-5.5-5.5zM9 9.5l5.5 5.5M4 20h16",
  paint: "M4 5h13v5H4zM17 7h3v5h-9v3M9.5 15h3v6h-3z",
  line: "M4 19 20 5M4 19h.01M20 5h.01M2.5 17.5h3v3h-3zM18.5 3.5h3v3h-3z",
  box: "M4 8.5 12 4l8 4.5v7L12 20l-8-4.5zM4 8.5 12 13l8-4.5M12 13v7M8 6.3l8 4.5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  stamp: "M9.5 14.5c1-3-1.5-4.5-1.5-7a4 4 0 0 1 8 0c0 2.5-2.5 4-1.5 7M5 14.5h14v3H5zM5 20.5h14",
  pick: "m13 6 5 5M11.5 7.5l5 5L8 21l-4 .5.5-4zM15 4l1.5-1.5a2 2 0 0 1 3 0l2 2a2 2 0 0 1 0 3L20 9",
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H8",
  redo: "m16 5 4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h6",
  turn: "M19.5 12a7.5 7.5 0 1 1-2.5-5.6M19.5 3v4.5H15",
  mirror: "M12 3v18M9 7 3.5 17H9zM15 7l5.5 10H15z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  compass: "M12 3.5 15.5 13 12 11.5 8.5 13zM12 20.5 8.5 13M12 20.5l3.5-7.5",
  views: "M12 4.5c-5 0-9 4.5-9 7.5s4 7.5 9 7.5 9-4.5 9-7.5-4-7.5-9-7.5zM12 4.5v15M3 12h18",
  walk: "M13 5.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM9 12l1.5-4 3-.5 2 3.5 3 1.5M12.5 8 12 13.5l3 3 1 5M12 13.5 10 17l-3 4",
  photo: "M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v12h-17zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  close: "m6 6 12 12M18 6 6 18",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5l5 5",
  up: "m6 15 6-6 6 6",
  down: "m6 9 6 6 6-6",
  left: "m15 6-6 6 6 6",
  right: "m9 6 6 6-6 6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** Gives one of the builder's line icons. */
export function sign(name: IconName): SVGSVGElement {
  return icon(PATHS[name]);
}
