/** A store in memory, which can be full, and a node that answers as it is told to. */
import type { Courier, Item, Outcome } from "../../src/tablet/queue";
import type { Change, Store, Table } from "../../src/tablet/store";

export class MemoryStore implements Store {
  readonly tables = new Map<Table, Map<string, unknown>>();
  /** Writes that put something fail while this many bytes are exceeded. */
  most = Infinity;

  private table(name: Table): Map<string, unknown> {
    if (!this.tables.has(name)) this.tables.set(name, new Map());
    return this.tables.get(name)!;
  }

  async get<T>(table: Table, key: string): Promise<T | undefined> {
    return structuredClone(this.table(table).get(key)) as T | undefined;
  }

  async all<T>(table: Table): Promise<T[]> {
    return structuredClone([...this.table(table).values()]) as T[];
  }

  async write(changes: Change[]): Promise<void> {
    const before = new Map([...this.tables].map(([name, rows]) => [name, new Map(rows)]));
    for (const one of changes) {
      if ("gone" in one) this.table(one.table).delete(one.key);
      else this.table(one.table).set(one.key, structuredClone(one.value));
    }
    if (this.size() <= this.most || !changes.some((one) => "value" in one)) return;
    this.tables.clear();
    for (const [name, rows] of before) this.tables.set(name, rows);
    throw new DOMException("full", "QuotaExceededError");
  }

  async change<T>(table: Table, key: string, follow: (before: T | undefined) => T): Promise<T> {
    const after = follow(this.table(table).get(key) as T | undefined);
    this.table(table).set(key, after);
    return after;
  }

  private size(): number {
    return [...this.tables.values()].reduce(
      (sum, rows) => sum + JSON.stringify([...rows.values()]).length,
      0,
    );
  }
}

export class PlayedNode implements Courier {
  /** Ids of what the node has, in the order of arriving, each once. */
  readonly taken: string[] = [];
  readonly batches: string[][] = [];
  answer: (item: Item) => Outcome["state"] = () => "taken";
  /** Thrown instead of an answer, before or after the node has stored what came. */
  before: (items: Item[]) => Error | null = () => null;
  after: (items: Item[]) => Error | null = () => null;

  async bring(items: Item[]): Promise<Outcome[]> {
    this.batches.push(items.map((one) => one.id));
    const lost = this.before(items);
    if (lost) throw lost;
    const told = items.map((one) => {
      const state = this.answer(one);
      if (state === "taken" && !this.taken.includes(one.id)) this.taken.push(one.id);
      return { id: one.id, state, message: state === "taken" ? "" : `is ${state}`, remedy: "" };
    });
    const gone = this.after(items);
    if (gone) throw gone;
    return told;
  }
}

export function itemOf(id: string, more: Partial<Item> = {}): Item {
  return {
    id, rank: 0, kind: "tally", at: "2022-03-01T08:00:00Z", numbers: [], user: "u", sealed: "s",
    state: "waiting", message: "", remedy: "", tries: 0, ...more,
  };
}
