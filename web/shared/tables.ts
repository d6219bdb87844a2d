/** Gives each cell of a folding table its column's name, so that a narrow screen can print it beside the value. */
export function wireTables(page: ParentNode): void {
  for (const table of page.querySelectorAll<HTMLTableElement>("table.table--fold")) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.textContent ?? "").trim());
    for (const body of table.tBodies) {
      for (const row of body.rows) labelRow(row, names);
    }
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
