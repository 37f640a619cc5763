// @ts-check
// A run as an animated GIF: network and field at the kept moments, light, made in the page.

import { within } from "./figurefile.js";
import { createGif, paletteOf } from "./gif.js";
import { drawField } from "./heatmap.js";
import { heldIn } from "./hand.js";
import { layoutNetwork } from "./layout.js";
import { drawNetwork } from "./network.js";
import { makePalette } from "./palette.js";
import { standing } from "./settingsline.js";
import { evenly } from "./timeline.js";

/** @typedef {import("./store.js").State} State */

const [WIDTH, HEIGHT] = [720, 408]; // and at most MOST pictures: a few megabytes
const MOST = 48;
const SAMPLES = 5; // pictures from which the colours are chosen
const DELAY_MS = 120;
const LAST_MS = 2500; // how long the end stays
const NETWORK = { x: 12, y: 36, width: 332, height: HEIGHT - 44 };
const FIELD = { x: 352, y: 38, width: 356, height: HEIGHT - 48 };

/**
 * @param {State} state
 * @param {(share: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Blob|null>} null where it was stopped, or nothing was kept
 */
export async function filmFile(state, progress, signal) {
  const frames = evenly(state.moments.frames, MOST);
  if (!state.scene || !state.status || state.moments.generation !== state.scene.generation || !frames.length) return null;
  const draw = createCamera(state);
  const gif = createGif(WIDTH, HEIGHT, paletteOf(evenly(frames, SAMPLES).map(draw)));
  for (const [index, frame] of frames.entries()) {
    gif.add(draw(frame), index === frames.length - 1 ? LAST_MS : DELAY_MS);
    progress((index + 1) / frames.length);
    await new Promise((next) => setTimeout(next)); // the page goes on meanwhile
    if (signal.aborted) return null;
  }
  return gif.file();
}

/**
 * @param {State} state
 * @returns {(frame: any) => ImageData}
 */
function createCamera({ scene, status }) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const palette = makePalette();
  const geometry = layoutNetwork(scene, NETWORK.width, NETWORK.height);
  const { show_test: showTest, discretize } = status.experiment;
  const view = { held: heldIn(scene, status), discretize };

  return (frame) => {
    ctx.clearRect(0, 0, WIDTH, HEIGHT);
    within(ctx, NETWORK, () => {
      while (drawNetwork(ctx, { scene, frame, geometry, palette, view })); // until no link is behind
    });
    within(ctx, FIELD, (box) => drawField(ctx, { scene, frame, box, palette, view: { showTest, discretize } }));
    ctx.font = `13px ${palette.font}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = palette.ink;
    ctx.fillText(standing(frame, scene.kind), NETWORK.x + 4, 24);
    ctx.globalCompositeOperation = "destination-over";
    ctx.fillStyle = palette.bg;
    ctx.fillRect(0, 0, WIDTH, HEIGHT);
    ctx.globalCompositeOperation = "source-over";
    return ctx.getImageData(0, 0, WIDTH, HEIGHT);
  };
}
