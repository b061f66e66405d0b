/** What was written and is not at the node yet: sealed, each with its state and the reason.
 *
 * An item leaves the tablet only after the node said that it has it. One that the node does not
 * take, or on which a request fails again and again, stays with its reason and holds up no other.
 * Texts go before pictures. */
import type { Sealed } from "./shift";
import { isFull, writeIfRoom, type Change, type Store } from "./store";

export type State = "waiting" | "later" | "refused";

export interface Item {
  id: string;
  /** 0 for text, 1 for pictures. */
  rank: number;
  kind: string;
  at: string;
  numbers: string[];
  user: string;
  sealed: string;
  state: State;
  message: string;
  remedy: string;
  tries: number;
  /** What was typed, readable in the shift of who typed it. */
  draft?: Sealed | undefined;
}

export interface Outcome {
  id: string;
  state: "taken" | "later" | "refused";
  message: string;
  remedy: string;
}

/** Brings items to the node. Throws `NoLine`, `Rejected` or `Revoked`. */
export interface Courier {
  bring(items: Item[], standing: { unsent: number; refused: number }): Promise<Outcome[]>;
}

export class NoLine extends Error {}
export class Revoked extends Error {}
/** The node answered, and not with outcomes: these items as a whole cannot be brought so. */
export class Rejected extends Error {}

export interface Sent {
  id: string;
  kind: string;
  at: string;
  numbers: string[];
  note: string;
}

const ITEMS_AT_ONCE = 20;
const CHARACTERS_AT_ONCE = 400_000;
export const SENT_KEPT = 2000;

export class Queue {
  private busy: Promise<void> | null = null;
  /** Ids that are on their way now. */
  sending = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly courier: Courier,
    private readonly changed: () => void = () => undefined,
  ) {}

  async items(): Promise<Item[]> {
    const found = await this.store.all<Item>("items");
    return found.sort((one, other) => one.rank - other.rank || (one.id < other.id ? -1 : 1));
  }

  /** Keep an item; with `instead` it takes the place of one that was refused. */
  async add(item: Item, instead?: string, also: Change[] = []): Promise<void> {
    const changes: Change[] = [{ table: "items", key: item.id, value: item }, ...also];
    if (instead) changes.push({ table: "items", key: instead, gone: true });
    await this.store.write(changes);
    this.changed();
  }

  /** Let refused items be brought once more. */
  async retry(id: string): Promise<void> {
    const item = await this.store.get<Item>("items", id);
    if (item) await this.put({ ...item, state: "waiting", message: "", remedy: "", tries: 0 });
    this.changed();
  }

  /** Bring what waits; several callers share one round. Throws NoLine or Revoked. */
  flush(): Promise<void> {
    this.busy ??= this.round().finally(() => {
      this.busy = null;
      this.sending.clear();
      this.changed();
    });
    return this.busy;
  }

  private async round(): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      const items = await this.items();
      const open = items.filter((one) => one.state !== "refused" && !tried.has(one.id));
      const batch = nextBatch(open);
      // With nothing to bring the node is told how the tablet stands, and tells if it is put out.
      if (!batch.length && tried.size) return;
      for (const one of batch) tried.add(one.id);
      const taken = await this.bring(batch, items);
      // What waited for something else may go now.
      if (taken) for (const one of await this.items()) if (one.state === "later") tried.delete(one.id);
      if (!batch.length) return;
    }
  }

  private async bring(batch: Item[], all: Item[]): Promise<number> {
    this.sending = new Set(batch.map((one) => one.id));
    this.changed();
    const refused = all.filter((one) => one.state === "refused").length;
    try {
      const told = await this.courier.bring(batch, { unsent: all.length, refused });
      return await this.settle(batch, told);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (batch.length > 1) return await this.oneByOne(batch, all);
      for (const one of batch) {
        await this.put({ ...one, tries: one.tries + 1, message: error.message });
      }
      return 0;
    }
  }

  private async oneByOne(batch: Item[], all: Item[]): Promise<number> {
    let taken = 0;
    for (const one of batch) taken += await this.bring([one], all);
    return taken;
  }

  private async settle(batch: Item[], told: Outcome[]): Promise<number> {
    const byId = new Map(told.map((one) => [one.id, one]));
    const changes: Change[] = [];
    let taken = 0;
    for (const item of batch) {
      const outcome = byId.get(item.id);
      if (!outcome) continue;
      const { state, message, remedy } = outcome;
      if (state === "taken") {
        const sent: Sent = {
          id: item.id, kind: item.kind, at: item.at, numbers: item.numbers, note: message,
        };
        changes.push({ table: "items", key: item.id, gone: true });
        changes.push({ table: "sent", key: item.id, value: sent });
        taken += 1;
      } else {
        const tries = item.tries + 1;
        changes.push({ table: "items", key: item.id, value: { ...item, state, message, remedy, tries } });
      }
    }
    // A full tablet keeps no list of what was sent; that the node has it is what counts.
    await this.store.write(changes).catch(async (error: unknown) => {
      if (!isFull(error)) throw error;
      await this.store.write(changes.filter((one) => "gone" in one));
    });
    this.changed();
    return taken;
  }

  private async put(item: Item): Promise<void> {
    await writeIfRoom(this.store, [{ table: "items", key: item.id, value: item }]);
  }
}

/** The first items of one rank that go into one request; a picture goes alone. */
export function nextBatch(open: Item[]): Item[] {
  const first = open[0];
  if (!first) return [];
  if (first.rank > 0) return [first];
  const batch: Item[] = [];
  let size = 0;
  for (const one of open) {
    size += one.sealed.length;
    const isFull = batch.length >= ITEMS_AT_ONCE || (batch.length > 0 && size > CHARACTERS_AT_ONCE);
    if (one.rank > 0 || isFull) break;
    batch.push(one);
  }
  return batch;
}

/** Ids of the oldest of what was sent, beyond those that are kept for looking things up. */
export function tooOld(sent: Sent[]): string[] {
  const byAge = sent.map((one) => one.id).sort();
  return byAge.slice(0, Math.max(0, byAge.length - SENT_KEPT));
}
