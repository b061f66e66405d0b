/** Which labels fit: the most important first, each only where it overlaps none before it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wish {
  /** Candidate places, best first. */
  readonly places: readonly Box[];
  readonly weight: number;
}

/** For each wish the index of the place it got, or -1 where none was free inside the frame. */
export function placedLabels(wishes: readonly Wish[], taken: readonly Box[], frame: Box): number[] {
  const occupied = [...taken];
  const answer = wishes.map(() => -1);
  const order = wishes.map((_, i) => i).sort((a, b) => (wishes[b]?.weight ?? 0) - (wishes[a]?.weight ?? 0));
  for (const i of order) {
    const places = wishes[i]?.places ?? [];
    const found = places.findIndex(
      (place) => within(place, frame) && !occupied.some((other) => overlaps(place, other)),
    );
    const place = places[found];
    if (place) {
      occupied.push(place);
      answer[i] = found;
    }
  }
  return answer;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function within(box: Box, frame: Box): boolean {
  return box.x >= frame.x && box.y >= frame.y
    && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height;
}
