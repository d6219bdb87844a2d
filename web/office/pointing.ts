/**
 * Correcting a mapping by pointing: a click on a column of the preview shows that column's fields alone; what is chosen
 * there is written above the column at once. Without script all columns' fields stand below, and the links lead there.
 */
export function wirePointing(page: Document): void {
  const root = page.querySelector<HTMLElement>("[data-pointing]");
  const columns = root?.querySelector<HTMLElement>(".columns");
  const table = root?.querySelector<HTMLTableElement>("table.preview");
  if (!root || !columns || !table) return;
  columns.classList.add("one-at-a-time");
  const heads = [...table.querySelectorAll<HTMLElement>("thead th[data-column]")];

  const point = (column: string) => {
    for (const part of columns.querySelectorAll<HTMLElement>(".column")) {
      part.classList.toggle("pointed", part.dataset.column === column);
    }
    const place = heads.findIndex((head) => head.dataset.column === column);
    for (const row of table.rows) {
      [...row.cells].forEach((cell, index) => {
        cell.classList.toggle("pointed", index === place);
      });
    }
    heads.forEach((head, index) => {
      const link = head.querySelector("a");
      if (index === place) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    });
  };

  table.addEventListener("click", (event) => {
    const cell =
      event.target instanceof Element ? event.target.closest<HTMLTableCellElement>("th, td") : null;
    const column = cell ? heads[cell.cellIndex]?.dataset.column : undefined;
    if (column === undefined) return;
    event.preventDefault();
    point(column);
    columns.querySelector<HTMLElement>(`.column[data-column="${column}"] select`)?.focus();
  });

  columns.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLSelectElement) || !field.name.endsWith("-role")) return;
    const column = field.closest<HTMLElement>(".column")?.dataset.column;
    const head = heads.find((one) => one.dataset.column === column);
    const chip = head?.querySelector(".chip");
    if (!head || !chip) return;
    chip.textContent = field.selectedOptions[0]?.textContent ?? "";
    chip.classList.add("chip--warn");
    const place = heads.indexOf(head);
    for (const row of table.querySelectorAll<HTMLTableRowElement>("tbody tr")) {
      row.cells[place]?.classList.toggle("left-out", field.value === "ignore");
    }
  });

  const first = heads[0]?.dataset.column;
  if (first !== undefined) point(first);
}
