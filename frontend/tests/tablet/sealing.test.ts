import { expect, test } from "vitest";
import { bytesOfId, fromBase64, fromHex, joined, newId, toBase64 } from "../../src/tablet/bytes";
import { sealTo } from "../../src/tablet/sealing";
import { Shift, weakness } from "../../src/tablet/shift";

const text = new TextEncoder();

/** What the node does: agree, draw the key, open beside the item's id. */
async function opened(pair: CryptoKeyPair, id: string, sealed: string): Promise<string> {
  const bytes = fromBase64(sealed);
  const own = bytes.slice(0, 32);
  const node = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const theirs = await crypto.subtle.importKey("raw", own, { name: "X25519" }, false, []);
  const how = { name: "X25519", public: theirs };
  const shared = new Uint8Array(await crypto.subtle.deriveBits(how, pair.privateKey, 256));
  const base = await crypto.subtle.importKey("raw", joined(shared, own, node), "HKDF", false, ["deriveKey"]);
  const info = text.encode("openhbm tablet item");
  const drawn = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  const key = await crypto.subtle.deriveKey(drawn, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const context = joined(text.encode("openhbm tablet item\0"), bytesOfId(id));
  const box = { name: "AES-GCM", iv: bytes.slice(32, 44), additionalData: context };
  return new TextDecoder().decode(await crypto.subtle.decrypt(box, key, bytes.slice(44)));
}

async function keys(): Promise<[CryptoKeyPair, string]> {
  const pair = (await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return [pair, Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("")];
}

test("the node opens what was sealed to it, under its id and no other", async () => {
  const [pair, publicHex] = await keys();
  const id = newId(1_646_000_000_000);

  const sealed = await sealTo(publicHex, id, "Олена, زينب, 3");

  expect(await opened(pair, id, sealed)).toBe("Олена, زينب, 3");
  await expect(opened(pair, newId(1), sealed)).rejects.toThrow();
  const [other] = await keys();
  await expect(opened(other, id, sealed)).rejects.toThrow();
});

test("the same words are sealed differently each time, and cannot be read in what is kept", async () => {
  const [, publicHex] = await keys();
  const id = newId(1);
  const two = [await sealTo(publicHex, id, "Olena"), await sealTo(publicHex, id, "Olena")];
  expect(two[0]).not.toBe(two[1]);
  expect(new TextDecoder("latin1").decode(fromBase64(two[0]!))).not.toContain("Olena");
});

test("ids sort by the time of making and are of version 7", () => {
  const ids = [newId(1_646_000_000_000), newId(1_646_000_000_001), newId(1_700_000_000_000)];
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(ids[0]!.slice(0, 13).replace("-", ""), 16)).toBe(1_646_000_000_000);
});

test("base64 and hexadecimal come back, also of a large picture", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const text = toBase64(bytes);
  expect(fromBase64(text)).toHaveLength(60_000);
  expect(toBase64(fromBase64(text))).toBe(text);
  expect(fromHex("00ff10")).toEqual(new Uint8Array([0, 255, 16]));
});

test("a shift opens with its passphrase and with no other", async () => {
  const [shift, lock] = await Shift.begin("four quiet words", 1000);
  const kept = await shift.seal({ name: "Olena" });

  const again = await Shift.open(" four quiet words ", lock);

  expect(await again?.open(kept)).toEqual({ name: "Olena" });
  expect(await Shift.open("four loud words", lock)).toBeNull();
  const [other] = await Shift.begin("four quiet words", 1000);
  expect(await other.open(kept)).toBeNull();
  expect(JSON.stringify([lock, kept])).not.toContain("Olena");
});

test.each([
  ["1234", "short"],
  ["Olena 1988", "short"],
  ["123456789012", "digits"],
  ["aaaaaaaaaaaa", "repeats"],
  ["four quiet words", ""],
  ["чотири тихі слова", ""],
])("the passphrase %s is %s", (passphrase, found) => {
  expect(weakness(passphrase)).toBe(found);
});
