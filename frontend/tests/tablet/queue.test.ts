import { beforeEach, expect, test } from "vitest";
import { nextBatch, NoLine, Queue, Rejected, Revoked, tooOld, SENT_KEPT } from "../../src/tablet/queue";
import { itemOf, MemoryStore, PlayedNode } from "./memory";

let store: MemoryStore;
let node: PlayedNode;
let queue: Queue;

beforeEach(() => {
  store = new MemoryStore();
  node = new PlayedNode();
  queue = new Queue(store, node);
});

const left = async () => (await queue.items()).map((one) => [one.id, one.state]);

test("what was brought leaves the tablet, and stands among what was sent", async () => {
  await queue.add(itemOf("a", { numbers: ["PLM-101000001-6"] }));
  await queue.add(itemOf("b"));

  await queue.flush();

  expect(await left()).toEqual([]);
  expect(node.taken).toEqual(["a", "b"]);
  expect((await store.all<{ id: string }>("sent")).map((one) => one.id)).toEqual(["a", "b"]);
});

test("without a line everything stays and waits", async () => {
  node.before = () => new NoLine();
  await queue.add(itemOf("a"));

  await expect(queue.flush()).rejects.toThrow(NoLine);

  expect(await left()).toEqual([["a", "waiting"]]);
  expect(queue.sending.size).toBe(0);
});

test("an answer lost after the node had stored brings nothing twice and loses nothing", async () => {
  let fails = 3;
  node.after = () => (fails-- > 0 ? new NoLine() : null);
  for (const id of ["a", "b", "c"]) await queue.add(itemOf(id));

  for (let tries = 0; tries < 4; tries++) await queue.flush().catch(() => undefined);

  expect(await left()).toEqual([]);
  expect(node.taken).toEqual(["a", "b", "c"]);
});

test("a refused item keeps its reason and holds up no other", async () => {
  node.answer = (item) => (item.id === "b" ? "refused" : "taken");
  for (const id of ["a", "b", "c"]) await queue.add(itemOf(id));

  await queue.flush();
  await queue.flush();

  expect(await left()).toEqual([["b", "refused"]]);
  expect((await queue.items())[0]?.message).toBe("is refused");
  expect(node.batches.flat().filter((id) => id === "b")).toHaveLength(1);
});

test("a refused item is brought once more when somebody says so, or replaced by its correction", async () => {
  node.answer = (item) => (item.id === "a" ? "refused" : "taken");
  await queue.add(itemOf("a"));
  await queue.flush();

  await queue.retry("a");
  await queue.flush();
  expect(await left()).toEqual([["a", "refused"]]);
  await queue.add(itemOf("b"), "a");
  await queue.flush();

  expect(await left()).toEqual([]);
  expect(node.taken).toEqual(["b"]);
});

test("a request that the node cannot read is taken apart, and only its fault stays", async () => {
  node.before = (items) => (items.some((one) => one.id === "b") ? new Rejected("HTTP 413") : null);
  for (const id of ["a", "b", "c"]) await queue.add(itemOf(id));

  await queue.flush();

  expect(await left()).toEqual([["b", "waiting"]]);
  expect((await queue.items())[0]).toMatchObject({ message: "HTTP 413", tries: 1 });
  expect(node.taken).toEqual(["a", "c"]);
});

test("what builds on something else goes right after it", async () => {
  node.answer = (item) => (item.id === "a" && !node.taken.includes("z") ? "later" : "taken");
  await queue.add(itemOf("a"));
  await queue.add(itemOf("z"));

  await queue.flush();

  expect(await left()).toEqual([]);
  expect(node.taken).toEqual(["z", "a"]);
});

test("texts go before pictures, and pictures one by one", async () => {
  await queue.add(itemOf("a", { rank: 1 }));
  await queue.add(itemOf("b", { rank: 1 }));
  await queue.add(itemOf("c"));

  await queue.flush();

  expect(node.batches).toEqual([["c"], ["a"], ["b"]]);
});

test("a request holds twenty items, or fewer that are large", () => {
  const many = Array.from({ length: 50 }, (_none, place) => itemOf(`i${place}`));
  const large = many.map((one) => ({ ...one, sealed: "x".repeat(150_000) }));
  expect(nextBatch(many)).toHaveLength(20);
  expect(nextBatch(large)).toHaveLength(2);
  expect(nextBatch([])).toEqual([]);
});

test("a tablet that was put out is told so also when nothing waits", async () => {
  node.before = () => new Revoked();
  await expect(queue.flush()).rejects.toThrow(Revoked);
  await queue.add(itemOf("a"));
  await expect(queue.flush()).rejects.toThrow(Revoked);
  expect(await left()).toEqual([["a", "waiting"]]);
});

test("two who flush at once share one round", async () => {
  await queue.add(itemOf("a"));
  await Promise.all([queue.flush(), queue.flush()]);
  expect(node.batches).toEqual([["a"]]);
});

test("of what was sent the newest are remembered", () => {
  const sent = Array.from({ length: SENT_KEPT + 2 }, (_none, place) => ({
    id: String(place).padStart(5, "0"), kind: "tally", at: "", numbers: [], note: "",
  }));
  expect(tooOld(sent)).toEqual(["00000", "00001"]);
});
