/** The office's script: what our own pages need inside Wagtail's frame, and what its frame may not print itself. */
import "./tone.css";
import "./parts.css";
import "./marks.css";
import "./fields.css";
import "./tables.css";
import "./quarter.css";
import { wireConfirm } from "../shared/confirm";
import { wireCopy } from "../shared/copy";
import { wireForms } from "../shared/forms";
import { wireRefresh } from "../shared/refresh";
import { wireTables } from "../shared/tables";
import { wireBegin } from "./begin";
import { wireNames } from "./names";
import { wirePointing } from "./pointing";

document.documentElement.classList.add("scripted");
wireBegin(document, window as unknown as Record<string, unknown>);
wireNames(document);
const own = document.querySelector(".office");
if (own) {
  wireCopy(document);
  wireConfirm(document);
  wireForms(document);
  wireTables(document);
  wireRefresh(document, wireTables);
  wirePointing(document);
}
