/** All that waits in one file: sealed already, so it may lie anywhere. The node takes it in. */
import type { Item } from "./queue";

const KIND = "openhbm tablet backup";

export function backupOf(tablet: string, items: Item[]): string {
  const sealed = items.map(({ id, kind, at, sealed: data }) => ({ id, kind, at, sealed: data }));
  return JSON.stringify({ kind: KIND, version: 1, tablet, items: sealed });
}

export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
