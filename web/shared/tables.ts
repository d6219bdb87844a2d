/** Gives each cell of a folding table its column's name, so that a narrow screen can print it beside the value. */
export function wireTables(page: ParentNode): void {
  for (const table of page.querySelectorAll<HTMLTableElement>("table.table--fold")) {
    const heads = table.querySelectorAll("thead > tr:first-child > *");
    const names = [...heads].map((cell) => (cell.textContent ?? "").trim());
    for (const row of table.querySelectorAll<HTMLTableRowElement>("tbody > tr")) labelRow(row, names);
  }
}

function labelRow(row: HTMLTableRowElement, names: readonly string[]): void {
  let column = 0;
  for (const cell of row.cells) {
    const name = names[column];
    if (name && cell.tagName === "TD" && cell.dataset.label === undefined) cell.dataset.label = name;
    column += cell.colSpan || 1;
  }
}
