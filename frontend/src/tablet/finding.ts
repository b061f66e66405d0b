/** Looking for somebody with no node: what waits here, the records held, and keys of many more. */
import { toBase64 } from "./bytes";
import { digitsOf, folded, foldedCode } from "./folding";

export interface Person {
  number: string;
  name: string;
  sex: string;
  born: string;
  post: string;
}

export interface Known {
  people: Person[];
  salt: string;
  /** For each record its number, then hashes of what it is found by. */
  keys: string[][];
}

export interface Hit {
  where: "unsent" | "held" | "key";
  number: string;
  name: string;
  more: string;
}

/** Something of one's own that waits: the words and numbers by which it is found. */
export interface Waiting {
  title: string;
  numbers: string[];
  words: string;
  kind: string;
}

const MOST = 30;
const SHORTEST_TAIL = 4;
const KEY_BYTES = 6;

/** Whether a text has each of the words asked for, from their beginning. */
export function fits(asked: string, text: string): boolean {
  const words = folded(asked).split(" ").filter(Boolean);
  const known = folded(text).split(" ");
  return words.length > 0 && words.every((word) => known.some((one) => one.startsWith(word)));
}

/** Whether the asked is the number or its end, with or without the check character. */
export function endsAs(asked: string, number: string): boolean {
  const code = foldedCode(asked.replace(/^\s*HBM:/i, ""));
  if (code.length < SHORTEST_TAIL || !/\d/.test(code)) return false;
  const whole = foldedCode(number);
  return whole.endsWith(code) || whole.slice(0, -1).endsWith(code);
}

export async function find(asked: string, waiting: Waiting[], known: Known | null): Promise<Hit[]> {
  const own = waiting
    .filter((one) => fits(asked, one.words) || one.numbers.some((each) => endsAs(asked, each)))
    .map((one) => hit("unsent", one.numbers[0] ?? "", one.title, one.kind));
  if (!known) return own.slice(0, MOST);
  const held = known.people
    .filter((one) => fits(asked, one.name) || endsAs(asked, one.number))
    .map((one) => hit("held", one.number, one.name, [one.born, one.post].filter(Boolean).join(" · ")));
  const keyed = (await byKey(asked, known)).map((number) => hit("key", number, "", ""));
  return [...own, ...held, ...keyed].slice(0, MOST);
}

function hit(where: Hit["where"], number: string, name: string, more: string): Hit {
  return { where, number, name, more };
}

/** Numbers of records that have all of the words asked for, the document or the phone. */
async function byKey(asked: string, known: Known): Promise<string[]> {
  const hash = await hasher(known.salt);
  const words = [...new Set(folded(asked).split(" ").filter(Boolean))];
  const code = foldedCode(asked);
  const phone = digitsOf(asked).split("").reverse().join("");
  const wanted = await Promise.all(words.map((word) => hash("name", word)));
  const single = await Promise.all([hash("document", code), hash("phone", phone)]);
  // One word alone is half a village's name.
  const isName = wanted.length >= 2;
  return known.keys
    .filter(([number, ...hashes]) => {
      const own = new Set(hashes);
      const isNamed = isName && wanted.every((one) => own.has(one));
      return isNamed || single.some((one) => own.has(one)) || endsAs(asked, number ?? "");
    })
    .map(([number]) => number ?? "");
}

async function hasher(salt: string): Promise<(kind: string, text: string) => Promise<string>> {
  const bytes = Uint8Array.from(atob(salt), (letter) => letter.charCodeAt(0));
  const how = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, how, false, ["sign"]);
  return async (kind, text) => {
    const whole = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${kind}:${text}`));
    return toBase64(new Uint8Array(whole).slice(0, KEY_BYTES));
  };
}
