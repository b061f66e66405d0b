import { expect, test } from "vitest";
import { clipped, countryName, largestRing, ringArea, ringCentre, withoutLinesIn } from "../src/map/boundaries";
import { boundsOf, markSize, readMapData } from "../src/map/data";
import { overlaps, placedLabels } from "../src/map/labels";

const square = [[0, 0], [4, 0], [4, 4], [0, 4]];

test("the area and centre of a square ring are those of the square", () => {
  expect(Math.abs(ringArea(square))).toBe(16);
  expect(ringCentre(square)).toEqual([2, 2]);
  expect(ringCentre([])).toBeNull();
});

test("the largest part of a country carries its name", () => {
  const small = [[10, 10], [11, 10], [11, 11], [10, 11]];
  expect(largestRing({ type: "MultiPolygon", coordinates: [[small], [square]] })).toBe(square);
  expect(largestRing({ type: "Point", coordinates: [0, 0] })).toEqual([]);
});

test("a ring is clipped to the view, and vanishes outside it", () => {
  expect(ringCentre(clipped(square, [[0, 0], [2, 4]]))).toEqual([1, 2]);
  expect(clipped(square, [[8, 8], [9, 9]])).toEqual([]);
});

test("lines wholly inside a box are left out, others stay", () => {
  const lines = { type: "MultiLineString" as const, coordinates: [[[1, 1], [2, 2]], [[1, 1], [9, 9]]] };
  expect(withoutLinesIn(lines, [[0, 0], [4, 4]]).coordinates).toEqual([[[1, 1], [9, 9]]]);
});

test("country names come in the page's language from the numeric code", () => {
  expect(countryName("616", "Poland", "uk")).toBe("Польща");
  expect(countryName("8", "Albania", "fr")).toBe("Albanie");
  expect(countryName(undefined, "Kosovo", "ar")).toBe("Kosovo");
});

test("posts without a usable position are left out of the map", () => {
  const text = JSON.stringify({
    language: "en",
    more: "",
    posts: [{ latitude: 49.8, longitude: 22.9 }, { latitude: 120, longitude: 1 }, { latitude: null, longitude: 1 }],
  });
  expect(readMapData(text).posts.map((post) => post.latitude)).toEqual([49.8]);
  expect(readMapData(undefined).posts).toEqual([]);
});

test("the bounds hold every post with a margin", () => {
  const [[west, south], [east, north]] = boundsOf([
    { latitude: 48, longitude: 22 },
    { latitude: 52, longitude: 24 },
  ]);
  expect(west).toBeLessThan(22);
  expect(south).toBeLessThan(48);
  expect(east).toBeGreaterThan(24);
  expect(north).toBeGreaterThan(52);
});

test("a mark's size follows arrivals relative to the busiest post", () => {
  expect(markSize(0, 100)).toBe(1);
  expect(markSize(100, 100)).toBe(4);
  expect(markSize(10, 100)).toBe(2);
  expect(markSize(5, 0)).toBe(1);
});

test("labels take the first free place, the heaviest first, and stay inside the frame", () => {
  const frame = { x: 0, y: 0, width: 100, height: 100 };
  const here = { x: 10, y: 10, width: 20, height: 10 };
  const there = { x: 60, y: 60, width: 20, height: 10 };
  const outside = { x: 95, y: 10, width: 20, height: 10 };
  const places = placedLabels(
    [{ places: [here, there], weight: 1 }, { places: [here], weight: 2 }, { places: [outside], weight: 3 }],
    [],
    frame,
  );
  expect(places).toEqual([1, 0, -1]);
  expect(overlaps(here, there)).toBe(false);
});
