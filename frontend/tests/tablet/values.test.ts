import { expect, test } from "vitest";
import { isTooLong } from "../../src/tablet/desk";
import { NoRoom, withRoom } from "../../src/tablet/space";
import { answersOf, groupOf, householdOf, phoneOf, rowsOf, screeningOf, tallyOf, Wrong } from "../../src/tablet/values";
import { itemOf, MemoryStore } from "./memory";

const BANDS = ["F 0-4", "M 0-4"];

test("a count holds its bands, and more in bands than persons is refused", () => {
  const values = { persons: ["4"], band_0: ["2"], direction: ["IN"], mode: ["BUS"] };
  expect(tallyOf(values, "PL-TEST", BANDS)).toEqual({
    post: "PL-TEST", persons: 4, counts: { "F 0-4": 2 }, direction: "IN", mode: "BUS",
  });
  expect(() => tallyOf({ ...values, band_1: ["3"] }, "PL-TEST", BANDS)).toThrow(Wrong);
  expect(() => groupOf({ size: ["1"], band_1: ["3"] }, "PL-TEST", BANDS, "n")).toThrow(Wrong);
});

test("rows take over nationality and language from the head, and empty rows are left out", () => {
  const values = {
    "m0-name": ["Olena"], "m0-nationality": ["UKR"], "m0-language": ["uk"], "m0-relationship": ["SON"],
    "m2-name": ["Danylo"], "m2-age": ["7"], "m2-relationship": ["SON"], "m2-seen": ["injured_seen"],
  };
  const rows = rowsOf(values, 3);
  expect(rows.map((row) => row.name)).toEqual(["Olena", "Danylo"]);
  expect(rows[1]).toMatchObject({ nationality: "UKR", language: "uk", sex: "U", seen: ["injured_seen"] });
  expect(rows[0]?.relationship).toBe("");
});

test("a row without a name and an age that is none are told at their place", () => {
  const told = (values: Record<string, string[]>) => {
    try {
      rowsOf(values, 2);
    } catch (wrong) {
      return [(wrong as Wrong).name, (wrong as Wrong).row];
    }
    return null;
  };
  expect(told({})).toEqual(["no.name", 0]);
  expect(told({ "m0-name": ["Olena"], "m1-age": ["7"] })).toEqual(["no.name", 1]);
  expect(told({ "m0-name": ["Olena"], "m0-age": ["77.77.1988"] })).toEqual(["bad.age", 0]);
});

test("a household joins a group by a number that is one", () => {
  expect(householdOf({ group: ["plm 101000001 6"] }, "P", [], "own").group).toBe("PLM-101000001-6");
  expect(householdOf({}, "P", [], "own").number).toBe("own");
  expect(() => householdOf({ group: ["PLM-101000001-7"] }, "P", [], "own")).toThrow(Wrong);
});

test("a phone number is corrected for a number that is one, and not to nothing", () => {
  const values = { person: ["plm 101000001 6"], phone: [" +380 11 "] };
  expect(phoneOf(values)).toEqual({ person: "PLM-101000001-6", phone: "+380 11" });
  expect(() => phoneOf({ ...values, phone: [" "] })).toThrow(Wrong);
  expect(() => phoneOf({ ...values, person: ["PLM-101000001-7"] })).toThrow(Wrong);
});

test("answers keep what was put, in the form of the script", () => {
  const questions = [
    { id: "seen", kind: "yes_no" }, { id: "days", kind: "number" }, { id: "aids", kind: "many" },
    { id: "open", kind: "yes_no" },
  ];
  const values = { q_seen: ["on"], q_days: ["2"], q_aids: ["a", "b"], person: ["PLM-101000001-6"] };
  const answers = answersOf(values, questions);
  expect(answers).toEqual({ seen: "yes", days: 2, aids: ["a", "b"] });
  expect(screeningOf(values, answers)).toMatchObject({ person: "PLM-101000001-6", is_private: false });
  expect(() => screeningOf({ person: ["PLM-101000001-6"] }, {})).toThrow(Wrong);
  expect(() => screeningOf({ person: ["Olena"] }, answers)).toThrow(Wrong);
});

test("a full tablet lets go of what can be fetched again, and then keeps the item", async () => {
  const store = new MemoryStore();
  await store.write([
    { table: "users", key: "u", value: { id: "u" } },
    { table: "packs", key: "u", value: "x".repeat(5000) },
  ]);
  store.most = 5100;
  const keep = () => store.write([{ table: "items", key: "a", value: itemOf("a") }]);

  expect(await withRoom(store, keep)).toBe(true);

  expect(await store.get("items", "a")).toBeDefined();
  expect(await store.get("packs", "u")).toBeUndefined();
  expect(await withRoom(store, keep)).toBe(false);
});

test("without any room left nothing is written and it is said", async () => {
  const store = new MemoryStore();
  await store.write([{ table: "reserve", key: "reserve", value: "laid by" }]);
  store.most = 10;
  const keep = () => store.write([{ table: "items", key: "a", value: itemOf("a") }]);

  await expect(withRoom(store, keep)).rejects.toThrow(NoRoom);

  expect(await store.all("items")).toEqual([]);
  expect(await store.get("reserve", "reserve")).toBeUndefined();
});

test("a tablet is read without its node for three weeks, and an unprepared one is never shut", () => {
  const last = "2022-03-01T08:00:00Z";
  expect(isTooLong(last, 21, Date.parse("2022-03-22T07:59:00Z"))).toBe(false);
  expect(isTooLong(last, 21, Date.parse("2022-03-22T08:01:00Z"))).toBe(true);
  expect(isTooLong(undefined, 21, Date.now())).toBe(false);
  expect(isTooLong(last, 0, Date.now())).toBe(false);
});
