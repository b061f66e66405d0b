/** The Latin letter of a key, also on an Arabic, Ukrainian or Amharic keyboard: what the key types
 * when that is Latin, else where it stands. Empty for every other key. */
export function letterOf(event: Pick<KeyboardEvent, "key" | "code">): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
  const place = /^Key([A-Z])$/.exec(event.code);
  return place?.[1] ?? "";
}
