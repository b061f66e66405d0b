import type { FeatureCollection, Geometry, MultiLineString, MultiPolygon, Polygon, Position } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import countriesUrl from "world-atlas/countries-50m.json?url";

export interface Boundaries {
  readonly land: FeatureCollection<Geometry, { name: string }>;
  readonly coast: MultiLineString;
  readonly lines: MultiLineString;
}

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** Country shapes and the lines between them, from the file shipped with the pages. */
export async function loadBoundaries(): Promise<Boundaries> {
  const answer = await fetch(countriesUrl);
  if (!answer.ok) throw new Error(`boundaries: ${answer.status}`);
  const atlas = (await answer.json()) as Atlas;
  const countries = atlas.objects.countries;
  return {
    land: feature(atlas, countries),
    coast: mesh(atlas, countries, (a, b) => a === b),
    lines: withoutLinesIn(mesh(atlas, countries, (a, b) => a !== b), CRIMEA_ISTHMUS),
  };
}

/** Natural Earth draws who holds the ground. General Assembly resolution 68/262 does not recognise
 * a border between Crimea and the rest of Ukraine, so these pages draw none. */
const CRIMEA_ISTHMUS: [[number, number], [number, number]] = [[32.4, 45.2], [35.6, 46.4]];

/** The lines without those that lie wholly inside a box. */
export function withoutLinesIn(
  lines: MultiLineString, [[west, south], [east, north]]: [[number, number], [number, number]],
): MultiLineString {
  const inside = ([x = 0, y = 0]: Position): boolean => x >= west && x <= east && y >= south && y <= north;
  return { type: "MultiLineString", coordinates: lines.coordinates.filter((line) => !line.every(inside)) };
}

/** Name of a country in `language`, from its ISO 3166 numeric code; the atlas name otherwise. */
export function countryName(numeric: string | undefined, fallback: string, language: string): string {
  if (!numeric) return fallback;
  const region = new Intl.Locale(`und-${numeric.padStart(3, "0")}`).region ?? "";
  if (!/^[A-Z]{2}$/.test(region)) return fallback;
  return new Intl.DisplayNames([language], { type: "region" }).of(region) ?? fallback;
}

/** Outer ring of the largest part of a country, by its area in square degrees. */
export function largestRing(shape: Geometry): Position[] {
  const parts = shape.type === "Polygon" ? [(shape as Polygon).coordinates]
    : shape.type === "MultiPolygon" ? (shape as MultiPolygon).coordinates : [];
  let largest: Position[] = [];
  for (const part of parts) {
    const ring = part[0] ?? [];
    if (Math.abs(ringArea(ring)) > Math.abs(ringArea(largest))) largest = ring;
  }
  return largest;
}

/** Signed area of a ring in square degrees. */
export function ringArea(ring: readonly Position[]): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [x1 = 0, y1 = 0] = ring[i] ?? [];
    const [x2 = 0, y2 = 0] = ring[(i + 1) % ring.length] ?? [];
    twice += x1 * y2 - x2 * y1;
  }
  return twice / 2;
}

/** Centre of gravity of a ring, or null when it has no area. */
export function ringCentre(ring: readonly Position[]): [number, number] | null {
  const area = ringArea(ring);
  if (area === 0) return null;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [x1 = 0, y1 = 0] = ring[i] ?? [];
    const [x2 = 0, y2 = 0] = ring[(i + 1) % ring.length] ?? [];
    const cross = x1 * y2 - x2 * y1;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  }
  return [x / (6 * area), y / (6 * area)];
}

/** The part of a ring inside a box (Sutherland-Hodgman): where in view to write a country's name. */
export function clipped(
  ring: readonly Position[], [[west, south], [east, north]]: [[number, number], [number, number]],
): Position[] {
  const sides: [axis: 0 | 1, limit: number, keepAbove: boolean][] = [
    [0, west, true], [0, east, false], [1, south, true], [1, north, false],
  ];
  return sides.reduce<Position[]>(
    (points, [axis, limit, keepAbove]) => clipSide(points, axis, limit, keepAbove), [...ring],
  );
}

function clipSide(points: Position[], axis: 0 | 1, limit: number, keepAbove: boolean): Position[] {
  const inside = (p: Position): boolean => (keepAbove ? (p[axis] ?? 0) >= limit : (p[axis] ?? 0) <= limit);
  const kept: Position[] = [];
  points.forEach((point, i) => {
    const before = points[(i + points.length - 1) % points.length] ?? point;
    if (inside(point) !== inside(before)) kept.push(crossing(before, point, axis, limit));
    if (inside(point)) kept.push(point);
  });
  return kept;
}

function crossing(a: Position, b: Position, axis: 0 | 1, limit: number): Position {
  const [ax = 0, ay = 0] = a;
  const [bx = 0, by = 0] = b;
  const share = axis === 0 ? (limit - ax) / (bx - ax) : (limit - ay) / (by - ay);
  return [ax + share * (bx - ax), ay + share * (by - ay)];
}
