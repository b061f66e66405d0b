/** Age or birth date in one box, read as the server reads it (apps/people/birth_entry.py). */

export type Understood =
  | { kind: "nothing" }
  | { kind: "age"; years: number }
  | { kind: "year" | "month" | "day"; year: number; month?: number; day?: number }
  | { kind: "unclear" };

const YOUNGEST_YEAR = 1850;

export function understood(text: string): Understood {
  const typed = latinDigits(text).replace(/\s/g, "");
  if (!typed) return { kind: "nothing" };
  if (/^\d{1,3}$/.test(typed)) {
    const years = Number(typed);
    return years <= 130 ? { kind: "age", years } : { kind: "unclear" };
  }
  const iso = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(typed);
  if (iso) return dated(Number(iso[1]), iso[2], iso[3]);
  const spoken = /^(?:(\d{1,2})[./-])?(\d{1,2})[./-](\d{4})$/.exec(typed);
  if (spoken) return dated(Number(spoken[3]), spoken[2], spoken[1]);
  return { kind: "unclear" };
}

function dated(year: number, monthText?: string, dayText?: string): Understood {
  if (year < YOUNGEST_YEAR) return { kind: "unclear" };
  if (monthText === undefined) return { kind: "year", year };
  const month = Number(monthText);
  if (month < 1 || month > 12) return { kind: "unclear" };
  if (dayText === undefined) return { kind: "month", year, month };
  const day = Number(dayText);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day >= 1 && day <= last ? { kind: "day", year, month, day } : { kind: "unclear" };
}

/** In words of the page: "34 years old", "born May 1988". The templates hold %s. */
export function words(
  what: Understood,
  language: string,
  templates: { age: string; born: string; unclear: string },
): string {
  switch (what.kind) {
    case "nothing":
      return "";
    case "unclear":
      return templates.unclear;
    case "age":
      return templates.age.replace("%s", String(what.years));
    default:
      return templates.born.replace("%s", dateWords(what, language));
  }
}

function dateWords(
  what: { kind: "year" | "month" | "day"; year: number; month?: number; day?: number },
  language: string,
): string {
  if (what.kind === "year") return String(what.year);
  const date = new Date(Date.UTC(what.year, (what.month ?? 1) - 1, what.day ?? 1));
  const parts: Intl.DateTimeFormatOptions = { timeZone: "UTC", month: "long", year: "numeric" };
  if (what.kind === "day") parts.day = "numeric";
  return new Intl.DateTimeFormat(language, { calendar: "gregory", ...parts }).format(date);
}

function latinDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    for (const zero of [0x30, 0x660, 0x6f0, 0x966]) {
      if (code >= zero && code <= zero + 9) return String(code - zero);
    }
    return digit;
  });
}
