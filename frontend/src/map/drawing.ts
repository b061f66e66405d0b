import { LngLatBounds, Map as MapView, Marker, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { clipped, countryName, largestRing, loadBoundaries, ringArea, ringCentre } from "./boundaries";
import type { Boundaries } from "./boundaries";
import { boundsOf, markSize } from "./data";
import type { MapData, PostMark } from "./data";
import { placedLabels } from "./labels";
import type { Box, Wish } from "./labels";
import { mapStyle, tokenColour } from "./style";

setWorkerUrl(workerUrl);

/** Drawn size of the four mark sizes; see `.map-mark-…` in map.css. */
const MARK_PIXELS = [18, 24, 30, 38] as const;
const LABEL_GAP = 4;

/** Draws sea, land, borders and one marker per post; resolves once everything stands. */
export async function drawMap(place: HTMLElement, data: MapData): Promise<void> {
  const boundaries = await loadBoundaries();
  const view = new MapView({
    container: place,
    style: mapStyle(boundaries, (name) => tokenColour(document, name)),
    bounds: new LngLatBounds(...boundsOf(data.posts)),
    fitBoundsOptions: { padding: 36, maxZoom: 9 },
    attributionControl: false,
    cooperativeGestures: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 11,
    renderWorldCopies: false,
  });
  view.touchZoomRotate.disableRotation();
  view.scrollZoom.disable();
  view.addControl(new NavigationControl({ showCompass: false }));
  await view.once("load");
  const countries = addCountryNames(view, boundaries, data.language);
  const names = addPosts(view, data);
  const arrange = (): void => arrangeLabels(view, names, countries);
  view.on("moveend", arrange);
  view.on("resize", arrange);
  arrange();
  place.dataset.mapReady = "true";
}

interface Label {
  readonly mark: number;
  readonly element: HTMLElement;
  readonly marker: Marker;
  readonly weight: number;
}

interface CountryLabel extends Label {
  readonly ring: ReturnType<typeof largestRing>;
}

function addCountryNames(view: MapView, boundaries: Boundaries, language: string): CountryLabel[] {
  const labels: CountryLabel[] = [];
  for (const country of boundaries.land.features) {
    const ring = largestRing(country.geometry);
    const centre = ringCentre(ring);
    if (!centre) continue;
    const element = textElement("map-country", countryName(country.id?.toString(), country.properties.name, language));
    element.hidden = true;
    const marker = new Marker({ element }).setLngLat(centre).addTo(view);
    quietLabel(element);
    labels.push({ mark: 0, element, marker, weight: Math.abs(ringArea(ring)), ring });
  }
  return labels;
}

function addPosts(view: MapView, data: MapData): Label[] {
  const busiest = Math.max(...data.posts.map((post) => post.arrivals), 0);
  return data.posts.map((post) => {
    const size = markSize(post.arrivals, busiest);
    const mark = new Marker({ element: postElement(post, size) })
      .setLngLat([post.longitude, post.latitude])
      .setPopup(new Popup({ offset: 18, maxWidth: "18rem" }).setDOMContent(popupContent(post, data.more)))
      .addTo(view);
    mark.getElement().style.zIndex = String(2 + post.level);
    const element = textElement("map-name", post.name);
    const marker = new Marker({ element }).setLngLat([post.longitude, post.latitude]).addTo(view);
    quietLabel(element);
    return { mark: MARK_PIXELS[size - 1] ?? 0, element, marker, weight: post.level * 1e9 + post.arrivals };
  });
}

function postElement(post: PostMark, size: number): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `map-post map-mark-${size}`;
  button.dataset.post = post.id;
  const level = document.createElement("span");
  level.className = `level level-${post.level}`;
  level.append(textElement("level-shape", String(post.level)));
  button.append(level);
  button.setAttribute("aria-label", [post.name, String(post.level), ...post.lines].join(", "));
  return button;
}

function popupContent(post: PostMark, more: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "map-popup";
  box.dir = "auto";
  const heading = document.createElement("h3");
  heading.textContent = post.name;
  const list = document.createElement("ul");
  for (const line of post.lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  const link = document.createElement("a");
  link.href = post.href;
  link.textContent = more;
  box.append(heading, list, link);
  return box;
}

function textElement(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.dir = "auto";
  element.textContent = text;
  return element;
}

/** Names repeat what the marks already say to a screen reader, and MapLibre calls them buttons. */
function quietLabel(element: HTMLElement): void {
  element.setAttribute("aria-hidden", "true");
  element.removeAttribute("role");
  element.removeAttribute("tabindex");
  element.removeAttribute("aria-label");
}

function arrangeLabels(view: MapView, names: readonly Label[], countries: readonly CountryLabel[]): void {
  const canvas = view.getContainer();
  const frame: Box = { x: 0, y: 0, width: canvas.clientWidth, height: canvas.clientHeight };
  moveCountriesIntoView(view, countries);
  const marks = names.map((label) => markBox(view, label));
  const controls: Box = { x: frame.width - 50, y: 0, width: 50, height: 80 };
  const wishes = [...names.map((label) => nameWish(view, label)), ...countries.map((label) => countryWish(view, label))];
  const places = placedLabels(wishes, [...marks, controls], frame);
  names.forEach((label, i) => settle(label, places[i] ?? -1));
  countries.forEach((label, i) => (label.element.hidden = (places[names.length + i] ?? -1) < 0));
}

function markBox(view: MapView, { mark, marker }: Label): Box {
  const at = view.project(marker.getLngLat());
  return { x: at.x - mark / 2, y: at.y - mark / 2, width: mark, height: mark };
}

/** Where a name may stand around its mark, in units of reach: beside it, under, over, then corners. */
const SIDES: readonly (readonly [number, number])[] = [
  [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1], [2.5, 0], [-2.5, 0],
];

function offsetOf([across, down]: readonly [number, number], label: Label): [number, number] {
  const { offsetWidth: width, offsetHeight: height } = label.element;
  const reach = label.mark / 2 + LABEL_GAP;
  const sideways = Math.sign(across) * (width / 2) + across * reach;
  const corner = across !== 0 && down !== 0 ? 0.5 : 1;
  return [sideways * (corner === 1 ? 1 : 0.95), corner * (down * reach + Math.sign(down) * (height / 2))];
}

function nameWish(view: MapView, label: Label): Wish {
  label.element.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = label.element;
  const at = view.project(label.marker.getLngLat());
  const places = SIDES.map((side) => {
    const [dx, dy] = offsetOf(side, label);
    return { x: at.x + dx - width / 2, y: at.y + dy - height / 2, width, height };
  });
  return { places, weight: 1e6 + label.weight };
}

function settle(label: Label, place: number): void {
  const side = SIDES[place];
  if (!side) {
    label.element.hidden = true;
    return;
  }
  label.marker.setOffset(offsetOf(side, label));
}

function moveCountriesIntoView(view: MapView, countries: readonly CountryLabel[]): void {
  const [[west, south], [east, north]] = view.getBounds().toArray() as [[number, number], [number, number]];
  for (const country of countries) {
    const centre = ringCentre(clipped(country.ring, [[west, south], [east, north]]));
    country.element.hidden = centre === null;
    if (centre) country.marker.setLngLat(centre);
  }
}

function countryWish(view: MapView, label: CountryLabel): Wish {
  if (label.element.hidden) return { places: [], weight: 0 };
  const { offsetWidth: width, offsetHeight: height } = label.element;
  const at = view.project(label.marker.getLngLat());
  const above = { x: at.x - width / 2, y: at.y - height / 2, width, height };
  return { places: [above], weight: label.weight };
}
