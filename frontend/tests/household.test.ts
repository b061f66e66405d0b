import { expect, test } from "vitest";
import { understood, words } from "../src/behaviour/birth";
import { pathOf, rowsToShow } from "../src/behaviour/household";
import { letterOf } from "../src/behaviour/letters";

test.each([
  ["34", { kind: "age", years: 34 }],
  ["٣٤", { kind: "age", years: 34 }],
  ["1988", { kind: "year", year: 1988 }],
  ["5.1988", { kind: "month", year: 1988, month: 5 }],
  ["12.5.1988", { kind: "day", year: 1988, month: 5, day: 12 }],
  ["12/5/1988", { kind: "day", year: 1988, month: 5, day: 12 }],
  ["1988-05-12", { kind: "day", year: 1988, month: 5, day: 12 }],
  ["31.2.1988", { kind: "unclear" }],
  ["12.5.88", { kind: "unclear" }],
  ["131", { kind: "unclear" }],
  ["old", { kind: "unclear" }],
  [" ", { kind: "nothing" }],
])("%s is read as the server reads it", (typed, expected) => {
  expect(understood(typed)).toEqual(expected);
});

test("a month is said without a day that nobody told", () => {
  const said = { age: "%s years old", born: "born %s", unclear: "?" };
  expect(words(understood("5.1988"), "en", said)).toBe("born May 1988");
  expect(words(understood("1988"), "en", said)).toBe("born 1988");
  expect(words(understood("7"), "en", said)).toBe("7 years old");
});

test("one row more than is filled is open, and at least those expected", () => {
  expect(rowsToShow([false, false, false], 1)).toBe(1);
  expect(rowsToShow([true, false, false], 1)).toBe(2);
  expect(rowsToShow([true, true, true], 1)).toBe(3);
  expect(rowsToShow([false, false, false], 9)).toBe(3);
});

test("Enter leaves out the number and name of a paper that is not there", () => {
  const path = "name document_kind document_number document_name phone";
  expect(pathOf(path, "NONE_LOST")).toEqual(["name", "document_kind", "phone"]);
  expect(pathOf(path, "PASS")).toHaveLength(5);
});

test("a key is known by its place when it types another script", () => {
  expect(letterOf({ key: "ش", code: "KeyA" })).toBe("A");
  expect(letterOf({ key: "f", code: "KeyF" })).toBe("F");
  expect(letterOf({ key: "Enter", code: "Enter" })).toBe("");
});
