const GONE = "gone";

/**
 * Parts that follow long work: `<div id="run" data-refresh="5">` is fetched again every five seconds from its own page
 * and replaced, for as long as the server still prints `data-refresh`. Then the work is over, and the whole page is loaded,
 * since its heading has changed too. Nothing happens while the page is not seen.
 */
export function wireRefresh(page: Document, replaced: (part: Element) => void): void {
  for (const part of page.querySelectorAll<HTMLElement>("[id][data-refresh]")) {
    follow(page, part, replaced);
  }
}

function follow(page: Document, part: HTMLElement, replaced: (part: Element) => void): void {
  const seconds = Math.max(1, Number(part.dataset.refresh) || 5);
  setTimeout(async () => {
    const fresh = page.hidden ? null : await fetchPart(page, part.id);
    if (!part.isConnected) return;
    if (fresh && (fresh === GONE || !fresh.hasAttribute("data-refresh"))) {
      page.location.reload();
      return;
    }
    if (!fresh || fresh.innerHTML === part.innerHTML) {
      follow(page, part, replaced);
      return;
    }
    const focused = page.activeElement?.id;
    part.replaceWith(fresh);
    if (focused) page.getElementById(focused)?.focus();
    replaced(fresh);
    follow(page, fresh, replaced);
  }, seconds * 1000);
}

async function fetchPart(page: Document, id: string): Promise<HTMLElement | typeof GONE | null> {
  try {
    const answer = await fetch(page.location.href, { headers: { "X-Part": id }, cache: "no-store" });
    if (!answer.ok) return null;
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = other.getElementById(id);
    return found ? page.importNode(found, true) : GONE;
  } catch {
    return null;
  }
}
