import "maplibre-gl/dist/maplibre-gl.css";
import { readMapData } from "./map/data";
import { drawMap } from "./map/drawing";

const place = document.querySelector<HTMLElement>("[data-map]");
if (place) {
  const data = readMapData(document.getElementById(place.dataset.map ?? "")?.textContent);
  const failed = (): void => {
    // The table of posts on the same page says everything the map does.
    place.hidden = true;
    document.querySelector<HTMLElement>("[data-map-failed]")?.removeAttribute("hidden");
  };
  if (data.posts.length) drawMap(place, data).catch(failed);
}
