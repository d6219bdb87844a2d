/** Sharing and printing what is seen. */
import type { Config, Layer } from "./config";
import type { SeriesKeeper } from "./series";
import { frameCode, openShare } from "./share";
import { legendLines, makeSheet, openPrint, printSheet } from "./sheet";
import type { Shown } from "./style/data";
import { fill, type Texts } from "./texts";
import type { TownMap } from "./view";
import type { State } from "./viewing";

/** Opens the dialog with the link and the frame's code. */
export function openShareOf(config: Config, texts: Texts, state: State): void {
  const whole = (path: string) => new URL(path + state.query, location.href).href;
  const link = whole(config.doors.page ?? location.pathname);
  const title = [texts.map, config.title].filter(Boolean).join(" ");
  openShare(texts, link, config.doors.embed ? frameCode(whole(config.doors.embed), title) : "");
}

/** Opens the dialog that prints the view on one sheet. */
export function openPrintOf(
  config: Config,
  texts: Texts,
  shown: ReadonlyMap<string, Shown>,
  keeper: SeriesKeeper,
  map: TownMap,
): void {
  const on = config.layers.filter((layer) => shown.get(layer.id)?.on);
  const only = on.length === 1 ? on[0]?.title : undefined;
  const title = only ?? [texts.map, config.title].filter(Boolean).join(" ");
  openPrint(texts, title, async (chosen, paper) => {
    const drawn = await map.photograph(paper);
    const lines = legendLines(config, shown, texts, (layer: Layer) => keeper.told(layer).breaks);
    const moments = [...new Set(keeper.active().map((layer) => keeper.told(layer).when))].filter(Boolean);
    const when = moments.length ? fill(texts.asOf, moments.join("; ")) : "";
    const address = new URL(config.doors.page ?? location.pathname, location.href).href;
    await printSheet(makeSheet(config, texts, chosen, paper, drawn, lines, { when, address }));
  });
}
