/** The tablet's state: what it was prepared as, who is in their shift, what waits. */
import { NodeCourier } from "./courier";
import type { Known } from "./finding";
import { newId } from "./bytes";
import { numberOfBlock } from "./numbers";
import { Queue, tooOld, type Item, type Sent } from "./queue";
import { sealTo } from "./sealing";
import { Shift, type Lock, type Sealed } from "./shift";
import { keepReserve, withRoom } from "./space";
import { BrowserStore, writeIfRoom, type Change } from "./store";

const DAY_MS = 86_400_000;
export const WRONG_CLOCK_MS = 5 * 60_000;
/** Kinds that are told in trust, sealed to the node's protection key. */
const TOLD_IN_TRUST = ["screening"];

export interface Tablet {
  tablet: string;
  label: string;
  prefix: string;
  block: number;
  keys: { ordinary: string; protected: string };
  secret: string;
  lockAfterDays: number;
  shiftHours: number;
  idleMinutes: number;
}

export interface Post {
  code: string;
  name: string;
  lanes: { code: string; name: string }[];
  may: Record<string, boolean>;
}

export interface Worker {
  id: string;
  name: string;
  language: string;
  lock: Lock;
  secret: Sealed;
}

export interface Pack {
  posts: Post[];
  known: Known | null;
}

/** What was typed, kept readable for who typed it, until the node has it. */
export interface Draft {
  title: string;
  values: Record<string, string[]>;
}

export interface Open {
  worker: Worker;
  shift: Shift;
  secret: string;
  pack: Pack;
  since: number;
}

/** Whether the node was last heard of more days ago than a tablet may be read without it. */
export function isTooLong(last: string | undefined, days: number, now: number): boolean {
  return last !== undefined && days > 0 && now - Date.parse(last) > days * DAY_MS;
}

export class Desk {
  readonly store = new BrowserStore("openhbm-tablet");
  readonly courier = new NodeCourier(async () => this.credentials());
  readonly queue: Queue;
  tablet: Tablet | undefined;
  open: Open | null = null;
  post: Post | undefined;
  version = "";
  /** How far the node's clock is ahead of this one, as far as it was told. */
  private aheadMs = 0;

  constructor(
    private readonly language: string,
    changed: () => void,
  ) {
    this.queue = new Queue(this.store, this.courier, changed);
  }

  async load(): Promise<void> {
    this.tablet = await this.store.get<Tablet>("meta", "tablet");
    this.aheadMs = (await this.store.get<number>("meta", "ahead")) ?? 0;
    await this.note("language", this.language);
    if (this.tablet) await keepReserve(this.store);
  }

  workers(): Promise<Worker[]> {
    return this.store.all<Worker>("users");
  }

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  isClockWrong(): boolean {
    return Math.abs(this.aheadMs) > WRONG_CLOCK_MS;
  }

  /** Keep what the node told of this tablet and of who works on it. */
  async prepare(told: Told, passphrase: string): Promise<void> {
    const before = this.tablet?.tablet === told.tablet ? this.tablet : undefined;
    this.tablet = {
      tablet: told.tablet, label: told.label, prefix: told.prefix, block: told.block,
      keys: told.keys, secret: told.tablet_secret || before?.secret || "",
      lockAfterDays: told.lock_after_days, shiftHours: told.shift_hours,
      idleMinutes: told.idle_minutes,
    };
    const [shift, lock] = await Shift.begin(passphrase);
    const secret = await shift.seal(told.user_secret);
    const worker: Worker = { ...told.user, lock, secret };
    const pack: Pack = { posts: told.posts, known: told.known };
    const changes: Change[] = [
      { table: "meta", key: "tablet", value: this.tablet },
      { table: "users", key: worker.id, value: worker },
      { table: "packs", key: worker.id, value: await shift.seal(pack) },
      { table: "meta", key: "revoked", gone: true },
    ];
    // Another block of numbers begins at its beginning.
    if (!before) changes.push({ table: "meta", key: "counter", value: 0 });
    await this.store.write(changes);
    await this.heard(told.at);
    this.enter({ worker, shift, secret: told.user_secret, pack, since: Date.now() });
    await navigator.storage?.persist?.();
    await keepReserve(this.store);
  }

  /** Begin a shift; false for another passphrase. */
  async unlock(worker: Worker, passphrase: string): Promise<boolean> {
    const shift = await Shift.open(passphrase, worker.lock);
    const secret = await shift?.open<string>(worker.secret);
    if (!shift || !secret) return false;
    const kept = await this.store.get<Sealed>("packs", worker.id);
    const pack = (await shift.open<Pack>(kept)) ?? { posts: await this.posts(), known: null };
    this.enter({ worker, shift, secret, pack, since: Date.now() });
    return true;
  }

  private enter(open: Open): void {
    this.open = open;
    this.post = open.pack.posts[0];
    // Names of posts and lanes are no secret, and outlive what may be searched.
    void this.note("posts", open.pack.posts);
  }

  private async posts(): Promise<Post[]> {
    return (await this.store.get<Post[]>("meta", "posts")) ?? [];
  }

  lock(): void {
    this.open = null;
  }

  /** Fetch anew what may be found, for who is in their shift. */
  async refresh(): Promise<void> {
    const open = this.open;
    if (!open) return;
    const told = (await this.courier.pack(open.worker.id, open.secret)) as Told;
    open.pack = { posts: told.posts, known: told.known };
    const value = await open.shift.seal(open.pack);
    await writeIfRoom(this.store, [{ table: "packs", key: open.worker.id, value }]);
    await this.note("posts", told.posts);
    this.post = told.posts.find((one) => one.code === this.post?.code) ?? told.posts[0];
  }

  /** The next numbers of this tablet; given once, whatever becomes of them. */
  async numbers(count: number): Promise<string[]> {
    const tablet = this.tablet!;
    let last = 0;
    await withRoom(this.store, async () => {
      last = await this.store.change<number>("meta", "counter", (n) => (n ?? 0) + count);
    });
    return Array.from({ length: count }, (_none, place) =>
      numberOfBlock(tablet.prefix, tablet.block, last - count + 1 + place),
    );
  }

  /** Seal an item and keep it. Tells whether room had to be made; NoRoom when there is none. */
  async keep(
    kind: string,
    content: unknown,
    about: { numbers: string[]; rank?: number; draft?: Draft; instead?: string | undefined },
    also: Change[] = [],
  ): Promise<boolean> {
    const open = this.open!;
    const id = newId(Date.now());
    const at = this.now().toISOString();
    const said = { kind, user: open.worker.id, key: open.secret, at, body: content };
    const keys = this.tablet!.keys;
    const publicKey = TOLD_IN_TRUST.includes(kind) ? keys.protected : keys.ordinary;
    const item: Item = {
      id, kind, at, rank: about.rank ?? 0, numbers: about.numbers, user: open.worker.id,
      sealed: await sealTo(publicKey, id, JSON.stringify(said)),
      state: "waiting", message: "", remedy: "", tries: 0,
      draft: about.draft && (await open.shift.seal(about.draft)),
    };
    return withRoom(this.store, () => this.queue.add(item, about.instead, also));
  }

  /** The drafts of what waits, as far as they were typed in this shift's key. */
  async readable(): Promise<[Item, Draft][]> {
    const shift = this.open?.shift;
    if (!shift) return [];
    const found: [Item, Draft][] = [];
    for (const item of await this.queue.items()) {
      const draft = await shift.open<Draft>(item.draft);
      if (draft) found.push([item, draft]);
    }
    return found;
  }

  /** Nothing that can be read is left: after a revocation, or too long without the node. */
  async forget(isRevoked: boolean): Promise<void> {
    this.lock();
    const gone: Change[] = [];
    for (const user of await this.workers()) {
      gone.push({ table: "packs", key: user.id, gone: true });
      // With the lock goes the only way to the key, on a full tablet as well.
      gone.push({ table: "users", key: user.id, gone: true });
      for (const form of ["tally", "group", "household", "screening", "phone"]) {
        gone.push({ table: "drafts", key: `${user.id}:${form}`, gone: true });
      }
    }
    await this.store.write(gone);
    for (const item of await this.queue.items()) {
      const value = { ...item, draft: undefined };
      await writeIfRoom(this.store, [{ table: "items", key: item.id, value }]);
    }
    if (isRevoked) await this.note("revoked", true);
  }

  isRevoked(): Promise<boolean | undefined> {
    return this.store.get<boolean>("meta", "revoked");
  }

  /** When the node was last heard of. */
  lastContact(): Promise<string | undefined> {
    return this.store.get<string>("meta", "contact");
  }

  async isTooLongAlone(): Promise<boolean> {
    const last = await this.lastContact();
    return isTooLong(last, this.tablet?.lockAfterDays ?? 0, Date.now());
  }

  async tidy(): Promise<void> {
    const old = tooOld(await this.store.all<Sent>("sent"));
    await this.store.write(old.map((key) => ({ table: "sent", key, gone: true })));
  }

  private credentials() {
    if (!this.tablet) return null;
    return {
      secret: this.tablet.secret,
      version: this.version,
      language: this.language,
      heard: (at: string) => void this.heard(at),
    };
  }

  private async heard(at: string): Promise<void> {
    this.aheadMs = Date.parse(at) - Date.now();
    await this.note("ahead", this.aheadMs);
    await this.note("contact", new Date().toISOString());
  }

  /** Remember something that is good to know, and no loss. */
  note(key: string, value: unknown): Promise<void> {
    return writeIfRoom(this.store, [{ table: "meta", key, value }]);
  }
}

/** What the node tells when a tablet is prepared, and when its pack is fetched anew. */
export interface Told extends Pack {
  tablet: string;
  label: string;
  prefix: string;
  block: number;
  keys: Tablet["keys"];
  user: { id: string; name: string; language: string };
  at: string;
  lock_after_days: number;
  shift_hours: number;
  idle_minutes: number;
  tablet_secret: string;
  user_secret: string;
}
