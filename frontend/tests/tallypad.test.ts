import { expect, test } from "vitest";
import { isRepeat } from "../src/behaviour/once";
import { stepped, totalOf } from "../src/behaviour/tallypad";

test("a step adds to a count and never goes below zero", () => {
  expect(stepped("4", 1)).toBe("5");
  expect(stepped("", 5)).toBe("5");
  expect(stepped("0", -1)).toBe("0");
  expect(stepped("nonsense", 1)).toBe("1");
});

test("the total ignores empty and unreadable bands and is null when nothing is filled", () => {
  expect(totalOf(["3", "", "x", " 4 "])).toBe(7);
  expect(totalOf(["", "x"])).toBeNull();
  expect(totalOf(["0", ""])).toBe(0);
});

test("a form pressed twice at once is a repeat, later it is not", () => {
  expect(isRepeat(undefined, 10)).toBe(false);
  expect(isRepeat(1000, 1200)).toBe(true);
  expect(isRepeat(1000, 9000)).toBe(false);
});
