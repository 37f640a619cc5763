// @ts-check
// Numbers to reckon with by hand, and sums of them.

export const MINUS = "\u2212";
const DIGITS = 3; // significant
const SMALL = 0.001; // below this a power of ten

/** @param {number} number */
export const subscript = (number) => String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
/** @param {number} power */
const superscript = (power) =>
  (power < 0 ? "⁻" : "") + String(Math.abs(power)).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);

/**
 * A number to reckon with: three digits that count, no zeros behind them.
 * @param {number|null|undefined} value
 * @param {number} [digits]
 * @returns {string}
 */
export function short(value, digits = DIGITS) {
  if (value == null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size && (size < SMALL || size >= 1e5)) {
    const [leading, power] = size.toExponential(digits - 2).split("e");
    return `${sign}${Number(leading)}·10${superscript(Number(power))}`;
  }
  return sign + String(size >= 100 ? Math.round(size) : Number(size.toPrecision(digits)));
}

/** A layer's number, as in a₁⁽²⁾. @param {number} number */
export const raised = (number) => `⁽${superscript(number)}⁾`;

/** With its sign in any case. @param {number} value */
export const signed = (value) => (value > 0 ? `+${short(value)}` : short(value));

/** As a factor or a summand behind a sign. @param {number|null} value */
export function bracketed(value) {
  const text = short(value);
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/** @param {string[]} terms each may begin with a minus */
export function added(terms) {
  return terms.map((term, at) => {
    if (!at) return term;
    return term.startsWith(MINUS) ? ` ${MINUS} ${term.slice(1)}` : ` + ${term}`;
  }).join("");
}
