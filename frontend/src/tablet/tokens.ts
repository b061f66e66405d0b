/** Tokens on paper: the number to read out, and the square to scan, as the node prints them. */
import qrcode from "qrcode-generator";

import { copyOf, part, tell } from "./page";

export interface Token {
  number: string;
  name: string;
  post: string;
  day: string;
}

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4;

export function printTokens(tokens: Token[]): void {
  const sheet = part("[data-tokens]");
  sheet.replaceChildren(...tokens.map(tokenOf));
  sheet.hidden = false;
  window.print();
}

export function clearTokens(): void {
  const sheet = part("[data-tokens]");
  sheet.replaceChildren();
  sheet.hidden = true;
}

function tokenOf(token: Token): HTMLElement {
  const made = copyOf("[data-token]");
  tell(made, "[data-number]", token.number);
  tell(made, "[data-name]", token.name);
  tell(made, "[data-place]", token.post);
  tell(made, "[data-day]", token.day);
  part("[data-square]", made).append(squareOf(`HBM:${token.number}`));
  return made;
}

/** The square as one path: black on white in any theme. */
export function squareOf(text: string): SVGSVGElement {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const side = code.getModuleCount();
  const steps: string[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (code.isDark(row, column)) steps.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  const whole = side + 2 * QUIET;
  const square = document.createElementNS(SVG, "svg");
  square.setAttribute("viewBox", `0 0 ${whole} ${whole}`);
  square.setAttribute("role", "img");
  square.setAttribute("aria-label", text);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", steps.join(""));
  square.append(path);
  return square;
}
