// @ts-check
// The run as it went by: frames kept evenly over the steps, so that one can look back.

const MOST_MOMENTS = 600;
const MOST_BYTES = 30e6; // 600 frames of 2-8×6-1 are 21 MB

/**
 * @typedef {object} Moments
 * @property {any[]} frames as they came, in the order of their steps; the last is the newest
 * @property {number} generation whose frames these are
 * @property {number} spacing steps between two that are kept
 * @property {number} bytes that they hold
 */

/** @type {Moments} */
export const NO_MOMENTS = Object.freeze({ frames: [], generation: -1, spacing: 1, bytes: 0 });

/**
 * The moments after a frame: the newest is always there, and stays if it was the first within its
 * spacing. A frame of an earlier step cuts off what the run has gone back from.
 * @param {Moments} moments
 * @param {any} frame
 * @returns {Moments}
 */
export function keepMoment(moments, frame) {
  const same = frame.generation === moments.generation;
  const frames = same ? moments.frames.filter((kept) => kept.step < frame.step) : [];
  const spacing = same ? moments.spacing : 1;
  const [older, newest] = [frames.at(-2), frames.at(-1)];
  if (older && cellOf(older, spacing) === cellOf(newest, spacing)) frames.pop();
  frames.push(frame);
  const kept = { frames, generation: frame.generation, spacing, bytes: sizeOf(frames) };
  return frames.length > MOST_MOMENTS || kept.bytes > MOST_BYTES ? thinOut(kept) : kept;
}

/** @param {any} frame @param {number} spacing */
const cellOf = (frame, spacing) => Math.floor(frame.step / spacing);

/**
 * Every other one goes, as evenly as they lie; the first and the newest stay.
 * @param {Moments} moments
 * @returns {Moments}
 */
function thinOut({ frames, generation, spacing: before }) {
  const last = frames.length - 1;
  const spacing = 2 * Math.max(before, (frames[last].step - frames[0].step) / Math.max(last, 1));
  const kept = frames.filter((frame, index) =>
    index === 0 || index === last || cellOf(frame, spacing) !== cellOf(frames[index - 1], spacing));
  return { frames: kept, generation, spacing, bytes: sizeOf(kept) };
}

/** A frame's arrays are views into the one message that it came in. @param {any[]} frames */
function sizeOf(frames) {
  return frames.reduce((sum, { arrays }) => sum + (arrays.weights?.buffer.byteLength ?? 0), 0);
}

/**
 * Where a frame lies among the moments, or would lie: the last one that is not after it.
 * @param {Moments} moments
 * @param {any} frame null for the newest
 * @returns {number} -1 where there are none
 */
export function placeOf({ frames }, frame) {
  const last = frames.length - 1;
  if (!frame) return last;
  for (let index = last; index > 0; index--) if (frames[index].step <= frame.step) return index;
  return Math.min(0, last);
}

/**
 * At most so many of them, evenly, the first and the last among them.
 * @template T
 * @param {T[]} all
 * @param {number} most 2 or more
 * @returns {T[]}
 */
export function evenly(all, most) {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / (most - 1))]);
}
