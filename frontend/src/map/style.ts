import type { StyleSpecification } from "maplibre-gl";
import type { Boundaries } from "./boundaries";

/** What a colour token of the page is worth in the theme shown now, as the drawing library reads
 * it: a token may name two colours, and only an element knows which of them holds. */
export function tokenColour(page: Document, name: string): string {
  const probe = page.createElement("span");
  probe.style.color = `var(${name})`;
  page.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** Sea, land and borders in the page's own colours; nothing is fetched from elsewhere. */
export function mapStyle(boundaries: Boundaries, colour: (name: string) => string): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: boundaries.land },
      coast: { type: "geojson", data: { type: "Feature", properties: {}, geometry: boundaries.coast } },
      lines: { type: "geojson", data: { type: "Feature", properties: {}, geometry: boundaries.lines } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
      { id: "coast", type: "line", source: "coast", paint: { "line-color": colour("--land-edge"), "line-width": 1 } },
      {
        id: "borders",
        type: "line",
        source: "lines",
        paint: { "line-color": colour("--land-edge"), "line-width": 1.5, "line-dasharray": [4, 2] },
      },
    ],
  };
}
