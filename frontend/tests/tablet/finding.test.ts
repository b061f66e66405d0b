import { expect, test } from "vitest";
import { holds } from "../../src/tablet/conditions";
import { endsAs, find, fits, type Known } from "../../src/tablet/finding";
import { digitsOf, folded, foldedCode } from "../../src/tablet/folding";
import { toBase64 } from "../../src/tablet/bytes";

// The expected are what apps/people/search/folding.py gives.
test.each([
  ["Ólena  KOVÁL'", "olena koval"],
  ["Straße", "strasse"],
  ["Анна-Марія", "анна марія"],
  ["أَحْمَد", "احمد"],
  ["علی", "علي"],
  ["Łukasz Ødegård", "lukasz odegard"],
])("%s is folded to %s", (text, expected) => {
  expect(folded(text)).toBe(expected);
});

test("codes and phones are read in any script of digits", () => {
  expect(foldedCode("xx-12 34/a")).toBe("XX1234A");
  expect(foldedCode("٠٩٣")).toBe("093");
  expect(digitsOf("00380 (67) 123-45-67")).toBe("380671234567");
});

test("a name fits by the beginnings of its words, a number by its end", () => {
  expect(fits("kov ole", "Olena Koval")).toBe(true);
  expect(fits("petro", "Olena Koval")).toBe(false);
  expect(fits("  ", "Olena")).toBe(false);
  expect(endsAs("0001-6", "PLM-101000001-6")).toBe(true);
  expect(endsAs("1000001", "PLM-101000001-6")).toBe(true);
  expect(endsAs("6", "PLM-101000001-6")).toBe(false);
});

async function hashed(salt: string, kind: string, word: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw", Uint8Array.from(atob(salt), (c) => c.charCodeAt(0)), { name: "HMAC", hash: "SHA-256" }, false, ["sign"],
  );
  const whole = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${kind}:${word}`));
  return toBase64(new Uint8Array(whole).slice(0, 6));
}

test("somebody is found in what waits, in what is held, and by keys that tell no name", async () => {
  const salt = btoa("sixteen bytes ok");
  const keys = [await hashed(salt, "name", "iryna"), await hashed(salt, "name", "bondar")];
  const known: Known = {
    salt,
    people: [{ number: "PLM-0000001-K", name: "Olena Koval", sex: "F", born: "1988", post: "PL-TEST" }],
    keys: [["PLM-0000002-X", ...keys]],
  };
  const waiting = [{ title: "Hanna Koval", numbers: ["PLM-101000001-6"], words: "Hanna Koval", kind: "Household" }];

  const where = async (asked: string) => (await find(asked, waiting, known)).map((hit) => hit.where);

  expect(await where("koval")).toEqual(["unsent", "held"]);
  expect(await where("Bondar Iryna")).toEqual(["key"]);
  expect(await where("bondar")).toEqual([]);
  expect(await where("0000002")).toEqual(["key"]);
  expect(await find("koval", waiting, null)).toHaveLength(1);
});

test("a question follows from answers as the node's engine has it", () => {
  const isYes = { subject: "pregnant_seen", operator: "is", against: ["yes"] };
  const few = { subject: "days", operator: "below", against: ["3"] };
  expect(holds(isYes, { pregnant_seen: "yes" })).toBe(true);
  expect(holds(isYes, {})).toBe(false);
  expect(holds({ any: [isYes, few] }, { days: 1 })).toBe(true);
  expect(holds({ all: [isYes, few] }, { days: 1 })).toBe(false);
  expect(holds(few, { days: "declined" })).toBe(false);
  expect(holds({ subject: "fact:age", operator: "at_most", against: ["17"] }, {})).toBe(false);
  expect(holds({ subject: "x", operator: "unknown", against: [] }, { x: "declined" })).toBe(true);
  expect(holds({ subject: "x", operator: "includes", against: ["b"] }, { x: ["a", "b"] })).toBe(true);
});
