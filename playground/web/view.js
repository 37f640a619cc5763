// @ts-check
// How the address asks the page to be shown: as the stage alone, for a frame on another site, and
// in large text, for a projector.

/** @param {string} search @param {string} key @param {string} value */
const says = (search, key, value) => new URLSearchParams(search).getAll(key).includes(value);

/** Streamlit's own `embed=true` is another matter, and may stand beside it. @param {string} search */
export const isEmbedded = (search) => says(search, "embed", "1");

/** @param {string} search */
export const isLarge = (search) => says(search, "text", "large");

/**
 * A search part with one of these asked for or not, everything else as it was.
 * @param {string} search
 * @param {"embed=1"|"text=large"} part
 * @param {boolean} asked
 * @returns {string}
 */
export function withPart(search, part, asked) {
  const others = search.replace(/^\?/, "").split("&").filter((other) => other && other !== part);
  const all = asked ? [...others, part] : others;
  return all.length ? `?${all.join("&")}` : "";
}

/** @param {HTMLElement} root */
export function dressForView(root) {
  root.classList.toggle("embed", isEmbedded(location.search));
  root.classList.toggle("large", isLarge(location.search));
}
