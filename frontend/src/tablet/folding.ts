/** Spellings brought to one form, as apps/people/search/folding.py does at the node. */

const SIGNS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
const LETTERS: Record<string, string> = {
  "\u0640": "", "\u0621": "", "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a",
  "\u06d2": "\u064a", "\u0629": "\u0647", "\u06d5": "\u0647", "\u06c1": "\u0647",
  "\u06be": "\u0647", "\u06a9": "\u0643", "\u0131": "i", "ґ": "г", "ł": "l", "ø": "o", "đ": "d",
  "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "'": "", "\u2019": "", "\u02bc": "",
  "\u2018": "", "`": "", "\u200c": "", "\u200d": "", "ß": "ss", "ς": "σ",
};

/** Lower case without accents and vowel signs, one space between words. */
export function folded(text: string): string {
  const lower = text.toLowerCase().replace(/[ßς]/g, (letter) => LETTERS[letter] ?? letter);
  const plain = lower.normalize("NFKD").replace(SIGNS, "");
  const swapped = Array.from(plain, (letter) => LETTERS[letter] ?? letter).join("");
  return swapped.normalize("NFC").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();
}

/** The letters and digits of a number or code in capitals. */
export function foldedCode(text: string): string {
  const plain = Array.from(text.normalize("NFKC").toUpperCase(), westernDigit).join("");
  return plain.replace(/[^\p{L}\p{N}]+/gu, "");
}

/** The digits of a phone number; a leading international 00 is dropped. */
export function digitsOf(text: string): string {
  return foldedCode(text).replace(/\D/g, "").replace(/^00/, "");
}

/** Digits of other scripts stand in rows of ten: the value is the distance from the row's zero. */
function westernDigit(letter: string): string {
  if (!/^\p{Nd}$/u.test(letter)) return letter;
  let zero = letter.codePointAt(0)!;
  const own = zero;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && own - zero < 9) zero -= 1;
  return String(own - zero);
}
