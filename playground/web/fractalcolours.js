// @ts-check
// The fractal's colours, twin of `playground/labs/colours.py`; neither blue nor orange, which mean data.

/** @typedef {[string, string]} Ends */

/** From the frontier outwards: learned slowly to fast, diverged slowly to at once. */
export const HUES = {
  light: { learned: /** @type {Ends} */ (["#e3f4ee", "#0b6b57"]), diverged: /** @type {Ends} */ (["#8a1550", "#f8e7ef"]) },
  dark: { learned: /** @type {Ends} */ (["#14332b", "#6ee7c8"]), diverged: /** @type {Ends} */ (["#ff86bd", "#2e1523"]) },
};

/**
 * Pixels, packed as ImageData has them: each value by its rank among those that learned (above 0), or
 * among those that did not.
 * @param {ArrayLike<number>} values
 * @param {{learned: Ends, diverged: Ends}} hues
 * @returns {Uint32Array}
 */
export function coloured(values, hues) {
  const found = new Uint32Array(values.length);
  for (const learned of [true, false]) {
    const places = [];
    for (let place = 0; place < values.length; place++) if (values[place] > 0 === learned) places.push(place);
    places.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    const mixed = mixing(learned ? hues.learned : hues.diverged);
    let rank = 0;
    for (let order = 0; order < places.length; order++) {
      if (order && values[places[order]] !== values[places[order - 1]]) rank = order; // equal ones are alike
      found[places[order]] = mixed(rank / Math.max(1, places.length - 1));
    }
  }
  return found;
}

/** @param {Ends} ends @returns {(share: number) => number} */
function mixing(ends) {
  const [near, far] = ends.map((end) => [1, 3, 5].map((at) => Number.parseInt(end.slice(at, at + 2), 16)));
  return (share) => {
    const [r, g, b] = near.map((from, part) => Math.round(from + share * (far[part] - from)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };
}
