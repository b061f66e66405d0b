/** A full tablet: what can be fetched again goes first, and a reserve that is kept for this. */
import { isFull, writeIfRoom, type Change, type Store } from "./store";

const RESERVE_BYTES = 512 * 1024;
export const PICTURES_NEED_BYTES = 20 * 1024 * 1024;

export class NoRoom extends Error {}

/** Do it; when the tablet is full make room and do it once more. Tells whether room was made.
 *
 * NoRoom when there is none left: nothing was written then. */
export async function withRoom(store: Store, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return false;
  } catch (error) {
    if (!isFull(error)) throw error;
  }
  await makeRoom(store);
  try {
    await act();
    return true;
  } catch (error) {
    throw isFull(error) ? new NoRoom() : error;
  }
}

/** Let go of what is not the tablet's own: the reserve, what can be searched, what was sent. */
async function makeRoom(store: Store): Promise<void> {
  const gone: Change[] = [{ table: "reserve", key: "reserve", gone: true }];
  for (const user of await store.all<{ id: string }>("users")) {
    gone.push({ table: "packs", key: user.id, gone: true });
  }
  for (const sent of await store.all<{ id: string }>("sent")) {
    gone.push({ table: "sent", key: sent.id, gone: true });
  }
  await store.write(gone);
}

/** Lay a reserve by while there is room; without room there is none, and that is no fault. */
export async function keepReserve(store: Store): Promise<void> {
  if (await store.get("reserve", "reserve")) return;
  const filling = new Uint8Array(RESERVE_BYTES);
  for (let start = 0; start < RESERVE_BYTES; start += 0x10000) {
    // Random, so that no disk makes it smaller than it is.
    crypto.getRandomValues(filling.subarray(start, start + 0x10000));
  }
  await writeIfRoom(store, [{ table: "reserve", key: "reserve", value: filling }]);
}

/** Whether there is room for pictures: texts must never be held up by them. */
export async function hasRoomForPictures(): Promise<boolean> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined || quota - (usage ?? 0) > PICTURES_NEED_BYTES;
}
