/** The key of a shift: what somebody may read here is sealed under it, and it is gone when locked.
 *
 * A random key, itself sealed under one drawn from the passphrase. A short PIN is refused: whoever
 * copies the tablet's disk may try as long as they like. */
import { fromBase64, toBase64, type Bytes } from "./bytes";

export const ROUNDS = 1_000_000;
export const SHORTEST = 12;

export interface Sealed {
  iv: string;
  data: string;
}

export interface Lock {
  salt: string;
  rounds: number;
  wrapped: Sealed;
}

/** Why a passphrase is not good enough; empty when it is. */
export function weakness(passphrase: string): "" | "short" | "digits" | "repeats" {
  if (passphrase.trim().length < SHORTEST) return "short";
  if (/^[\d\s.\-/]+$/.test(passphrase)) return "digits";
  return new Set(passphrase.toLowerCase().replace(/\s/g, "")).size < 5 ? "repeats" : "";
}

export class Shift {
  private constructor(private readonly key: CryptoKey) {}

  /** A new key, and the lock that the passphrase opens. */
  static async begin(passphrase: string, rounds = ROUNDS): Promise<[Shift, Lock]> {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const wrapped = await sealed(await drawn(passphrase, salt, rounds), raw);
    return [new Shift(await keyOf(raw)), { salt: toBase64(salt), rounds, wrapped }];
  }

  /** The key again; null for another passphrase. */
  static async open(passphrase: string, lock: Lock): Promise<Shift | null> {
    const outer = await drawn(passphrase, fromBase64(lock.salt), lock.rounds);
    const raw = await opened(outer, lock.wrapped);
    return raw ? new Shift(await keyOf(raw)) : null;
  }

  async seal(value: unknown): Promise<Sealed> {
    return sealed(this.key, new TextEncoder().encode(JSON.stringify(value)));
  }

  /** The value again; null when it was sealed in somebody else's shift. */
  async open<T>(kept: Sealed | undefined): Promise<T | null> {
    const bytes = kept ? await opened(this.key, kept) : null;
    return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as T) : null;
  }
}

async function drawn(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(passphrase.normalize("NFKC").trim());
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const uses: KeyUsage[] = ["encrypt", "decrypt"];
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, uses);
}

function keyOf(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function sealed(key: CryptoKey, plain: Bytes): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  return { iv: toBase64(iv), data: toBase64(new Uint8Array(data)) };
}

async function opened(key: CryptoKey, kept: Sealed): Promise<Bytes | null> {
  try {
    const how = { name: "AES-GCM", iv: fromBase64(kept.iv) };
    return new Uint8Array(await crypto.subtle.decrypt(how, key, fromBase64(kept.data)));
  } catch {
    return null;
  }
}
