/** Sealing what a tab keeps: AES-GCM under a key that stands in the page and not in the storage.
 *
 * Only a page served over HTTPS or from this machine may use it; elsewhere there is no seal, and
 * whoever asks keeps things in memory alone. */

export interface Sealed {
  iv: string;
  data: string;
}

export class Seal {
  private constructor(private readonly key: CryptoKey) {}

  /** A seal from 32 bytes in base64; null where the browser gives no cryptography. */
  static async from(secret: string): Promise<Seal | null> {
    if (!secret || !globalThis.crypto?.subtle) return null;
    const raw = fromBase64(secret);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new Seal(key);
  }

  async close(text: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(text);
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes);
    return { iv: toBase64(iv), data: toBase64(new Uint8Array(data)) };
  }

  /** The text again, or null when another key sealed it. */
  async open(sealed: Sealed): Promise<string | null> {
    try {
      const iv = fromBase64(sealed.iv);
      const data = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv },
        this.key,
        fromBase64(sealed.data),
      );
      return new TextDecoder().decode(data);
    } catch {
      return null;
    }
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
