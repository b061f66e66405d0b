import { afterEach, expect, test, vi } from "vitest";
import { Queue } from "../../src/tablet/queue";
import { Updating } from "../../src/tablet/updating";
import { itemOf, MemoryStore, PlayedNode } from "./memory";

/** A browser that has fetched another version, which waits for its turn. */
function browserWithNewVersion(): string[] {
  const said: string[] = [];
  const waiting = { postMessage: (word: string) => said.push(word) };
  const registration = { waiting, addEventListener: () => undefined, update: async () => undefined };
  const serviceWorker = {
    controller: {},
    addEventListener: () => undefined,
    register: async () => registration,
  };
  vi.stubGlobal("navigator", { serviceWorker });
  return said;
}

afterEach(() => vi.unstubAllGlobals());

test("an old version stays while anything is unsent, refused items too, and goes with the last", async () => {
  const said = browserWithNewVersion();
  const node = new PlayedNode();
  const queue = new Queue(new MemoryStore(), node, () => undefined);
  const [waits, bad] = [itemOf("waits"), itemOf("bad")];
  for (const item of [waits, bad]) await queue.add(item);
  const updating = new Updating(async () => !(await queue.items()).length, () => undefined);
  await updating.start("/tablet/worker.js");
  expect(updating.waits).toBe(true);
  expect(said).toEqual([]);

  node.answer = (item) => (item.id === bad.id ? "refused" : "taken");
  await queue.flush();
  await updating.look();
  expect(await queue.items()).toHaveLength(1);
  expect(said).toEqual([]);

  node.answer = () => "taken";
  await queue.retry(bad.id);
  await queue.flush();
  await updating.look();
  expect(said).toEqual(["take over"]);
});
