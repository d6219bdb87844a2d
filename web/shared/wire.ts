import { wireSuggest } from "../data/search/suggest";
import { wireConfirm } from "./confirm";
import { wireCopy } from "./copy";
import { wireForms } from "./forms";
import { wireMenu } from "./menu";
import { wireRefresh } from "./refresh";
import { wireTables } from "./tables";
import { wireTheme } from "./theme";

/** Adds every convenience to a page. Each one only looks for its own attributes, so a page without them pays nothing. */
export function wireAll(page: Document): void {
  page.documentElement.classList.add("scripted");
  wireTheme(page);
  wireMenu(page);
  wireSuggest(page);
  wireCopy(page);
  wireConfirm(page);
  wireForms(page);
  wireTables(page);
  wireRefresh(page, wireTables);
}
