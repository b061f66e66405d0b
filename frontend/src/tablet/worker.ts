/** Keeps the page of the tablet and gives it without a line.
 *
 * The node writes the version and the list of files in front of this script. A version's files
 * stand in a cache of their own: a new version is fetched whole, or not at all, and waits until the
 * page says that nothing is unsent. The old one's files go only after that. */

interface Kept {
  version: string;
  files: string[];
}
interface WorkerScope {
  HBM_TABLET: Kept;
  addEventListener(name: string, act: (event: any) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const own = self as unknown as WorkerScope;
const kept = own.HBM_TABLET;
const CACHE = `openhbm-tablet-${kept.version}`;
const WAY_IN = "/tablet/";

own.addEventListener("install", (event) => {
  event.waitUntil(fetchAll());
});

own.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => own.clients.claim()));
});

own.addEventListener("message", (event) => {
  if (event.data === "take over") void own.skipWaiting();
  if (event.data === "version") event.ports[0]?.postMessage({ version: kept.version });
});

own.addEventListener("fetch", (event) => {
  const request: Request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== own.location.origin) return;
  if (address.pathname === WAY_IN) event.respondWith(wayIn());
  else if (kept.files.includes(address.pathname)) event.respondWith(fromCache(address.pathname));
});

async function fetchAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    kept.files.map(async (file) => {
      const answer = await fetch(file, { cache: "no-cache", credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(`${file}: ${answer.status}`);
      await cache.put(file, answer);
    }),
  );
}

async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("openhbm-tablet-") && name !== CACHE) await caches.delete(name);
  }
}

async function fromCache(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(path);
}

/** To the page in the language used last on this tablet. */
async function wayIn(): Promise<Response> {
  const language = await lastLanguage().catch(() => "");
  const path = `${WAY_IN}${language || "en"}/`;
  return Response.redirect(kept.files.includes(path) ? path : `${WAY_IN}en/`, 302);
}

function lastLanguage(): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("openhbm-tablet");
    asked.onerror = () => reject(asked.error);
    // Not there yet: leave making the tables to the page.
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onsuccess = () => {
      const turn = asked.result.transaction("meta").objectStore("meta").get("language");
      turn.onsuccess = () => (asked.result.close(), resolve(String(turn.result ?? "")));
      turn.onerror = () => reject(turn.error);
    };
  });
}
