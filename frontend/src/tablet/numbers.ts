/** Registration numbers given with no node, as core/documents/numbers.py writes and checks them. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const COUNTERS_PER_BLOCK = 1_000_000;

/** ISO/IEC 7064 MOD 37,36. */
export function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const total = (product + ALPHABET.indexOf(character)) % 36 || 36;
    product = (total * 2) % 37;
  }
  return ALPHABET[(37 - product) % 36]!;
}

/** The counter's number in a block, such as PLM-104000017-M. */
export function numberOfBlock(prefix: string, block: number, counter: number): string {
  if (counter < 1 || counter >= COUNTERS_PER_BLOCK) throw new RangeError(`counter ${counter}`);
  const digits = String(block * COUNTERS_PER_BLOCK + counter).padStart(7, "0");
  return `${prefix}-${digits}-${checkCharacter(prefix + digits)}`;
}

/** Whether the check character of a number, typed with any spacing or case, is right. */
export function isNumber(typed: string): boolean {
  const compact = compactNumber(typed);
  return (
    /^[A-Z][A-Z0-9]*[A-Z]\d{7,}[A-Z0-9]$/.test(compact) &&
    checkCharacter(compact.slice(0, -1)) === compact.at(-1)
  );
}

/** The written form of a number that is one; what was typed of any other. */
export function writtenNumber(typed: string): string {
  const parts = /^([A-Z][A-Z0-9]*[A-Z])(\d{7,})([A-Z0-9])$/.exec(compactNumber(typed));
  return parts ? parts.slice(1).join("-") : typed.trim();
}

function compactNumber(typed: string): string {
  return typed.replace(/^\s*HBM:/i, "").replace(/[\s\-./]+/g, "").toUpperCase();
}
