import { expect, test } from "vitest";
import { isNumber, numberOfBlock, writtenNumber } from "../../src/tablet/numbers";

test.each([
  ["PLM", 101, 1, "PLM-101000001-6"],
  ["HBM", 999, 999_999, "HBM-999999999-Y"],
])("%s block %i counter %i is %s, as the node writes it", (prefix, block, counter, number) => {
  expect(numberOfBlock(prefix, block, counter)).toBe(number);
});

test("a block ends before the next one begins", () => {
  expect(() => numberOfBlock("PLM", 101, 1_000_000)).toThrow(RangeError);
  expect(() => numberOfBlock("PLM", 101, 0)).toThrow(RangeError);
});

test("a number is read with any spacing and case, and a slip is seen", () => {
  const number = numberOfBlock("PLM", 104, 17);
  expect(isNumber(`HBM:${number}`)).toBe(true);
  expect(isNumber(number.toLowerCase().replaceAll("-", " "))).toBe(true);
  expect(writtenNumber(number.toLowerCase().replaceAll("-", " "))).toBe(number);
  expect(isNumber(number.replace("17", "71"))).toBe(false);
  expect(isNumber("Olena")).toBe(false);
});
