type Maker = new (...words: unknown[]) => unknown;
type Call = (...words: unknown[]) => unknown;

/** What Wagtail's frame may have begun by an attribute; everything else is left alone. */
const CLASSES = ["InlinePanel", "PageChooser", "ImageChooser", "Chooser", "SiteChooser"];
const CALLS = ["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"];

/** Begins one element: `data-begin` names the function, `data-begin-words` holds its words as JSON. */
export function begin(mark: HTMLElement, home: Record<string, unknown>): boolean {
  const name = mark.dataset.begin ?? "";
  const words: unknown = JSON.parse(mark.dataset.beginWords ?? "[]");
  const list = Array.isArray(words) ? words : [words];
  const given = mark.dataset.beginFor === undefined ? list : [mark.dataset.beginFor, ...list];
  const found = home[name];
  if (typeof found !== "function") return false;
  if (CLASSES.includes(name)) new (found as Maker)(...given);
  else if (CALLS.includes(name)) (found as Call)(...given);
  else return false;
  return true;
}

/** Begins what is on the page, and what dialogs and added rows bring later. */
export function wireBegin(page: Document, home: Record<string, unknown>): void {
  const all = (part: ParentNode) => {
    for (const mark of part.querySelectorAll<HTMLElement>("[data-begin]")) {
      if (mark.dataset.begun) continue;
      mark.dataset.begun = "yes";
      begin(mark, home);
    }
  };
  all(page);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof HTMLElement && node.parentElement) all(node.parentElement);
      }
    }
  }).observe(page.body, { childList: true, subtree: true });
}
