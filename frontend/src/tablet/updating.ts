/** Keeping the page on the tablet, and letting a new version in only when nothing is unsent. */

interface Kept {
  version: string;
}

/** Register the worker; `isFree` says whether the page may be exchanged now. */
export class Updating {
  private registration: ServiceWorkerRegistration | null = null;
  private isLeaving = false;
  private hasTold = false;

  constructor(
    private readonly isFree: () => Promise<boolean>,
    private readonly told: () => void,
  ) {}

  async start(address: string): Promise<void> {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (this.isLeaving) window.location.reload();
    });
    this.registration = await navigator.serviceWorker
      .register(address, { scope: "/tablet/", updateViaCache: "none" })
      .catch(() => null);
    this.registration?.addEventListener("updatefound", () => this.watch());
    await this.tryIt();
  }

  /** Whether a new version waits for its turn. */
  get waits(): boolean {
    return Boolean(this.registration?.waiting && navigator.serviceWorker.controller);
  }

  /** Look for a new version; offline that is no fault. */
  async look(): Promise<void> {
    await this.registration?.update().catch(() => undefined);
    await this.tryIt();
  }

  /** Let a version that waits take over, unless something is unsent or somebody works. */
  async tryIt(): Promise<void> {
    if (!this.waits) return;
    if (!this.hasTold) this.told();
    this.hasTold = true;
    if (!(await this.isFree())) return;
    this.isLeaving = true;
    this.registration?.waiting?.postMessage("take over");
  }

  private watch(): void {
    this.registration?.installing?.addEventListener("statechange", () => void this.tryIt());
  }
}

/** The version of the page that is running, from the worker that gave it. */
export async function versionKept(): Promise<string> {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return "";
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    channel.port1.onmessage = (event) => resolve((event.data as Kept).version);
    worker.postMessage("version", [channel.port2]);
    window.setTimeout(() => resolve(""), 2000);
  });
}
