// @ts-check
/**
 * Codes on a coarse grid -> colours on a finer one, interpolating the values and not the colours,
 * so that the seam between two signs shows the scale's middle and a hard boundary stays sharp.
 */

/**
 * @param {number} size cells a side
 * @param {number} wanted pixels a side that are fine enough
 */
export function finerBy(size, wanted) {
  return Math.max(1, Math.min(4, Math.round(wanted / size)));
}

/** Side of the finer grid: its first and last samples are those of the coarse one. */
export const finerSize = (/** @type {number} */ size, /** @type {number} */ factor) =>
  (size - 1) * factor + 1;

/**
 * @param {Uint32Array} pixels finerSize² of them
 * @param {ArrayLike<number>} codes size² codes, row by row
 * @param {number} size
 * @param {number} factor
 * @param {Uint32Array} lut
 */
export function paintValues(pixels, codes, size, factor, lut) {
  const side = finerSize(size, factor);
  for (let y = 0; y < side; y++) {
    const row = Math.min(size - 1, Math.floor(y / factor));
    const below = Math.min(size - 1, row + 1) * size;
    const down = y / factor - row;
    let left = lerp(codes[row * size], codes[below], down);
    let at = y * side;
    for (let column = 1; column < size; column++) {
      const right = lerp(codes[row * size + column], codes[below + column], down);
      const step = (right - left) / factor;
      for (let i = 0; i < factor; i++) pixels[at++] = lut[(left + step * i + 0.5) | 0];
      left = right;
    }
    pixels[at] = lut[(left + 0.5) | 0];
  }
}

const lerp = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ share) =>
  from + (to - from) * share;

/**
 * Several classes: each cell in the colour of its class, the clearer the winner the stronger.
 * @param {Uint32Array} pixels size² of them
 * @param {ArrayLike<number>} classes size² class indices
 * @param {ArrayLike<number>} confidence size² codes
 * @param {ArrayLike<number>} leads from confidenceLeads
 * @param {Uint32Array[]} tints a table for each class
 */
export function paintClasses(pixels, classes, confidence, leads, tints) {
  for (let cell = 0; cell < pixels.length; cell++) {
    pixels[cell] = tints[classes[cell] % tints.length][leads[confidence[cell]]];
  }
}

/**
 * Several classes, only the winner: the four cells around a pixel vote with their leads.
 * @param {Uint32Array} pixels finerSize² of them
 * @param {ArrayLike<number>} classes
 * @param {ArrayLike<number>} confidence
 * @param {ArrayLike<number>} leads
 * @param {number} size
 * @param {number} factor
 * @param {Uint32Array[]} tints
 */
export function paintWinners(pixels, classes, confidence, leads, size, factor, tints) {
  const side = finerSize(size, factor);
  for (let y = 0; y < side; y++) {
    const row = Math.min(size - 1, Math.floor(y / factor));
    const down = y / factor - row;
    for (let x = 0; x < side; x++) {
      const column = Math.min(size - 1, Math.floor(x / factor));
      const across = x / factor - column;
      const a = row * size + column;
      const b = column + 1 < size ? a + 1 : a;
      const below = row + 1 < size ? size : 0;
      let winner = classes[a];
      if (classes[b] !== winner || classes[a + below] !== winner || classes[b + below] !== winner) {
        const voice = (/** @type {number} */ cell) => leads[confidence[cell]] + 1;
        winner = elect([
          [classes[a], (1 - down) * (1 - across) * voice(a)],
          [classes[b], (1 - down) * across * voice(b)],
          [classes[a + below], down * (1 - across) * voice(a + below)],
          [classes[b + below], down * across * voice(b + below)],
        ]);
      }
      pixels[y * side + x] = tints[winner % tints.length][255];
    }
  }
}

/** The candidate with the most votes. @param {[number, number][]} ballots */
function elect(ballots) {
  const votes = (/** @type {number} */ candidate) =>
    ballots.reduce((sum, [name, weight]) => sum + (name === candidate ? weight : 0), 0);
  return ballots.reduce((best, [name]) => (votes(name) > votes(best) ? name : best), ballots[0][0]);
}

/**
 * Confidence 0..255 (the winner's probability) -> its lead 0..255 over the others: between two
 * classes this passes through 0 on their boundary; what mere guessing reaches shows as grey.
 * @param {number} classes
 * @returns {Uint8Array} a table of 256
 */
export function confidenceLeads(classes) {
  const guess = 1 / Math.max(2, classes);
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const sure = code / 255;
    const lead = Math.max(2 * sure - 1, (0.5 * (sure - guess)) / (1 - guess), 0);
    return Math.round(255 * lead);
  });
}

/**
 * The table that shows only the sign.
 * @param {Uint32Array} lut
 * @param {{decided: boolean}} options decided: 0 counts as positive, where a class must be named
 * @returns {Uint32Array}
 */
export function signTable(lut, { decided }) {
  return lut.map((color, code) => (code === 127 && !decided ? color : lut[code < 127 ? 0 : 254]));
}
