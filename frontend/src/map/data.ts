/** What the situation page hands to the map through `json_script`. All texts come translated. */
export interface PostMark {
  readonly id: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Persons counted on the day shown. */
  readonly arrivals: number;
  /** Alert level 0 to 4. */
  readonly level: number;
  readonly href: string;
  /** Lines of the popup, in the page's language. */
  readonly lines: readonly string[];
}

export interface MapData {
  readonly language: string;
  readonly more: string;
  readonly posts: readonly PostMark[];
}

/** Reads the block; posts without a usable position are left to the table beside the map. */
export function readMapData(text: string | null | undefined): MapData {
  if (!text) return { language: "en", more: "", posts: [] };
  const data = JSON.parse(text) as MapData;
  return { ...data, posts: data.posts.filter(hasPosition) };
}

function hasPosition(post: PostMark): boolean {
  return Math.abs(post.latitude) <= 90 && Math.abs(post.longitude) <= 180
    && Number.isFinite(post.latitude) && Number.isFinite(post.longitude);
}

/** South-west and north-east corners around the posts, with room for their labels. */
export function boundsOf(
  posts: readonly { latitude: number; longitude: number }[],
): [[number, number], [number, number]] {
  const latitudes = posts.map((post) => post.latitude);
  const longitudes = posts.map((post) => post.longitude);
  const south = Math.min(...latitudes);
  const north = Math.max(...latitudes);
  const west = Math.min(...longitudes);
  const east = Math.max(...longitudes);
  const margin = Math.max(0.2, (north - south) * 0.08, (east - west) * 0.08);
  return [[west - margin, south - margin], [east + margin, north + margin]];
}

/** Size class 1 to 4 of a mark: its area follows arrivals, relative to the busiest post. */
export function markSize(arrivals: number, busiest: number): 1 | 2 | 3 | 4 {
  if (arrivals <= 0 || busiest <= 0) return 1;
  const share = Math.sqrt(arrivals / busiest);
  if (share > 0.75) return 4;
  if (share > 0.45) return 3;
  return share > 0.2 ? 2 : 1;
}
