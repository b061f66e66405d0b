/** What stays on the tablet: a few tables of the browser's own database.
 *
 * Written through to the disk before a promise is kept. The browser may close the database when it
 * runs short of memory; it is opened again with the next use. */

export const TABLES = ["meta", "users", "packs", "drafts", "items", "sent", "reserve"] as const;
export type Table = (typeof TABLES)[number];
const VERSION = 1;

/** What the queue and the rest need of a store; tests keep it in memory. */
export interface Store {
  get<T>(table: Table, key: string): Promise<T | undefined>;
  all<T>(table: Table): Promise<T[]>;
  /** Puts and deletes, all of them or none. */
  write(changes: Change[]): Promise<void>;
  /** Replaces a value by what follows from it, with nobody writing in between. */
  change<T>(table: Table, key: string, follow: (before: T | undefined) => T): Promise<T>;
}

export type Change =
  | { table: Table; key: string; value: unknown }
  | { table: Table; key: string; gone: true };

/** Whether a write failed because the tablet is full. */
export function isFull(error: unknown): boolean {
  const name = (error as { name?: string } | null)?.name ?? "";
  return name === "QuotaExceededError" || name === "UnknownError";
}

/** Write what is good to have; a full tablet goes without. */
export async function writeIfRoom(store: Store, changes: Change[]): Promise<void> {
  await store.write(changes).catch((error: unknown) => {
    if (!isFull(error)) throw error;
  });
}

export class BrowserStore implements Store {
  private opening: Promise<IDBDatabase> | null = null;

  constructor(private readonly name: string) {}

  async get<T>(table: Table, key: string): Promise<T | undefined> {
    const found = await this.within([table], "readonly", (of) => of(table).get(key));
    return found as T | undefined;
  }

  async all<T>(table: Table): Promise<T[]> {
    return (await this.within([table], "readonly", (of) => of(table).getAll())) as T[];
  }

  async write(changes: Change[]): Promise<void> {
    if (!changes.length) return;
    const tables = [...new Set(changes.map((one) => one.table))];
    await this.within(tables, "readwrite", (of) => {
      for (const one of changes) {
        if ("gone" in one) of(one.table).delete(one.key);
        else of(one.table).put(one.value, one.key);
      }
      return null;
    });
  }

  async change<T>(table: Table, key: string, follow: (before: T | undefined) => T): Promise<T> {
    let after: T | undefined;
    await this.within([table], "readwrite", (of) => {
      const asked = of(table).get(key);
      asked.onsuccess = () => {
        after = follow(asked.result as T | undefined);
        of(table).put(after, key);
      };
      return null;
    });
    return after as T;
  }

  private async within(
    tables: Table[],
    mode: IDBTransactionMode,
    act: (of: (table: Table) => IDBObjectStore) => IDBRequest | null,
  ): Promise<unknown> {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const turn = database.transaction(tables, mode, { durability: "strict" });
      const asked = act((table) => turn.objectStore(table));
      turn.oncomplete = () => resolve(asked?.result);
      turn.onabort = turn.onerror = () => reject(turn.error ?? asked?.error);
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open(this.name, VERSION);
      asked.onupgradeneeded = () => {
        const there = asked.result.objectStoreNames;
        for (const table of TABLES) {
          if (!there.contains(table)) asked.result.createObjectStore(table);
        }
      };
      asked.onsuccess = () => {
        const forget = (): void => void (this.opening = null);
        asked.result.onclose = forget;
        // A newer page may bring more tables: let it.
        asked.result.onversionchange = () => (asked.result.close(), forget());
        resolve(asked.result);
      };
      asked.onerror = () => ((this.opening = null), reject(asked.error));
    });
    return this.opening;
  }
}
