import { describe, expect, it } from "vitest";

import { bytesOf, textOf } from "../src/behaviour/passkeys";

describe("bytes as WebAuthn writes them", () => {
  it("come back as they were, for every length and every byte", () => {
    for (const length of [0, 1, 2, 3, 255, 256]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + 251) % 256);

      expect(bytesOf(textOf(bytes.buffer) as string)).toEqual(bytes);
    }
  });

  it("are safe in an address and unpadded", () => {
    const text = textOf(Uint8Array.from([251, 239, 190, 255]).buffer);

    expect(text).toBe("----_w");
  });

  it("stay absent when there are none", () => {
    expect(textOf(null)).toBeNull();
  });
});
