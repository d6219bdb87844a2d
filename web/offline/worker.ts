/** The service worker: pages come from the network and are kept; without a network, what was read last is shown. */
import { kindOf, MOST_FILES, MOST_PAGES, mayKeep, surplus } from "./keep";

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker extends EventTarget {
  readonly VERSION: string;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

const self_ = self as unknown as Worker;
const PAGES = `pages-${self_.VERSION}`;
const FILES = `files-${self_.VERSION}`;
const OFFLINE = "/offline/";

self_.addEventListener("install", (event) => {
  (event as Waiting).waitUntil(prepare().then(() => self_.skipWaiting()));
});

self_.addEventListener("activate", (event) => {
  (event as Waiting).waitUntil(clear().then(() => self_.clients.claim()));
});

self_.addEventListener("fetch", (event) => {
  const asked = event as Asked;
  const kind = kindOf(
    asked.request.method,
    new URL(asked.request.url),
    self_.location.origin,
    asked.request.mode,
  );
  if (kind === "page") asked.respondWith(page(asked));
  if (kind === "file") asked.respondWith(file(asked));
});

/** Keeps the page that is shown without a network, with the files it is made of. */
async function prepare(): Promise<void> {
  const answer = await fetch(OFFLINE, { credentials: "omit" });
  const text = await answer.clone().text();
  await (await caches.open(PAGES)).put(OFFLINE, answer);
  const files = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+|\/town\.css)"/g)].map(
    (found) => found[1] ?? "",
  );
  await (await caches.open(FILES)).addAll([...new Set(files)].filter((path) => !path.endsWith(".svg")));
}

async function clear(): Promise<void> {
  for (const name of await caches.keys()) {
    if (/^(pages|files)-/.test(name) && name !== PAGES && name !== FILES) await caches.delete(name);
  }
}

async function page(asked: Asked): Promise<Response> {
  const store = await caches.open(PAGES);
  try {
    const answer = await fetch(asked.request);
    if (mayKeep(answer)) asked.waitUntil(keep(store, asked.request, answer.clone(), MOST_PAGES));
    return answer;
  } catch (error) {
    const kept = (await store.match(asked.request)) ?? (await caches.match(asked.request));
    if (kept) return kept;
    const offline = asked.request.mode === "navigate" ? await store.match(OFFLINE) : undefined;
    if (offline) return offline;
    throw error;
  }
}

async function file(asked: Asked): Promise<Response> {
  const store = await caches.open(FILES);
  const kept = await store.match(asked.request);
  if (kept) return kept;
  const answer = await fetch(asked.request);
  if (mayKeep(answer)) asked.waitUntil(keep(store, asked.request, answer.clone(), MOST_FILES));
  return answer;
}

/** Keeps an answer as the newest, and lets the oldest go; the offline page itself stays. */
async function keep(store: Cache, request: Request, answer: Response, most: number): Promise<void> {
  await store.delete(request);
  await store.put(request, answer);
  const others = (await store.keys()).filter((one) => new URL(one.url).pathname !== OFFLINE);
  for (const old of surplus(others, most)) await store.delete(old);
}
