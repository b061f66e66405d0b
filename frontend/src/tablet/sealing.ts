/** Sealing to the node's public key, as core/ledger/items.py opens it.
 *
 * The key is agreed between the node's public key and one made for this item, whose private half
 * is gone when the function returns: what was sealed cannot be read here again, by anybody. */
import { bytesOfId, fromHex, joined, toBase64 } from "./bytes";

const PURPOSE = "openhbm tablet item";
const text = new TextEncoder();

export async function sealTo(publicHex: string, id: string, plain: string): Promise<string> {
  const node = fromHex(publicHex);
  const nodeKey = await crypto.subtle.importKey("raw", node, { name: "X25519" }, false, []);
  const pair = (await crypto.subtle.generateKey({ name: "X25519" }, false, [
    "deriveBits",
  ])) as CryptoKeyPair;
  const agreed = { name: "X25519", public: nodeKey };
  const shared = new Uint8Array(await crypto.subtle.deriveBits(agreed, pair.privateKey, 256));
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await drawn(joined(shared, own, node));
  const iv = new Uint8Array(12); // the key is used once
  const context = joined(text.encode(`${PURPOSE}\0`), bytesOfId(id));
  const how = { name: "AES-GCM", iv, additionalData: context };
  const closed = new Uint8Array(await crypto.subtle.encrypt(how, key, text.encode(plain)));
  return toBase64(joined(own, iv, closed));
}

async function drawn(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: text.encode(PURPOSE) };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}
