/** Starts the service worker, and lists on the offline page what can be read without a network. */

export function wireOffline(page: Document, agent: Navigator = navigator): void {
  if ("serviceWorker" in agent && agent.serviceWorker && location.protocol !== "file:") {
    // After the page has loaded, so that what the reader waits for comes first.
    addEventListener("load", () => {
      agent.serviceWorker.register("/service-worker.js").catch(() => undefined);
    });
  }
  const list = page.querySelector<HTMLElement>("[data-seen]");
  if (list && "caches" in globalThis) void showSeen(list);
}

/** Fills the list with the titles of the pages that are kept, the newest first. */
export async function showSeen(list: HTMLElement, stores: CacheStorage = caches): Promise<void> {
  const names = (await stores.keys()).filter((name) => name.startsWith("pages-"));
  const found: { href: string; title: string }[] = [];
  for (const name of names) {
    const store = await stores.open(name);
    for (const request of await store.keys()) {
      const path = new URL(request.url).pathname + new URL(request.url).search;
      const text = await (await store.match(request))?.text();
      const title = text ? /<title>([^<]*)<\/title>/.exec(text)?.[1] : undefined;
      if (title && !path.startsWith("/offline/")) found.unshift({ href: path, title: decoded(title) });
    }
  }
  if (found.length === 0) return;
  const items = document.createElement("ul");
  items.append(
    ...found.slice(0, 20).map(({ href, title }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = href;
      link.textContent = title.replace(/ · [^·]+$/, "");
      item.append(link);
      return item;
    }),
  );
  list.append(items);
  list.hidden = false;
}

/** Turns `&amp;` and the like back into signs. */
function decoded(html: string): string {
  const area = document.createElement("textarea");
  area.innerHTML = html;
  return area.value;
}
