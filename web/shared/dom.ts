/** Making elements without markup strings: what comes from data can only ever become text. */

type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined | false;

function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child) parent.append(child);
  }
}

function describe(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Makes an HTML element: `make("a", { href, class: "button" }, "Open")`. `false` and `null` leave an attribute out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  describe(element, attributes);
  append(element, children);
  return element;
}

/** Makes a line icon from path data; hidden from screen readers, its button carries the name. */
export function icon(...paths: string[]): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  describe(svg, { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" });
  for (const d of paths) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** The page's language as far as the project speaks it. */
export function pageLanguage(page: Document = document): "de" | "en" {
  return page.documentElement.lang.toLowerCase().startsWith("en") ? "en" : "de";
}
