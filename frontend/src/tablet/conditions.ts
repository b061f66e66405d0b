/** When a question is put: conditions of the content, as core/screening/conditions.py reads them.
 *
 * What is not known makes every test false except `unknown`. Facts about somebody's registration
 * are not known here. */

export type Condition =
  | { subject: string; operator: string; against: string[] }
  | { all: Condition[] }
  | { any: Condition[] };

export type Answers = Record<string, string | number | string[]>;

const NOT_KNOWN = ["", "unknown", "declined"];

export function holds(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  const { subject, operator, against } = condition;
  const value = answers[subject];
  const isKnown =
    value !== undefined && !(Array.isArray(value) ? value.length === 0 : NOT_KNOWN.includes(String(value)));
  if (operator === "known" || operator === "unknown") return isKnown === (operator === "known");
  if (value === undefined) return false;
  if (!isKnown && !["is", "in", "includes"].includes(operator)) return false;
  return tested(operator, value, against);
}

function tested(operator: string, value: string | number | string[], against: string[]): boolean {
  const words = Array.isArray(value) ? value : [String(value)];
  const isIn = words.some((word) => against.includes(word));
  if (operator === "is_not") return !isIn;
  if (["is", "in", "includes"].includes(operator)) return isIn;
  const left = Array.isArray(value) ? NaN : Number(value);
  const right = Number(against[0]);
  switch (operator) {
    case "at_least":
      return left >= right;
    case "at_most":
      return left <= right;
    case "below":
      return left < right;
    case "above":
      return left > right;
    default:
      return false;
  }
}
