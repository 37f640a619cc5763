// @ts-check
// The cells of the grid: pointed at, walked through with the arrow keys, clicked to take a network.

import { h, setText } from "./dom.js";
import { cellsOf, drawCells } from "./gridpicture.js";
import { valueOf } from "./gridwords.js";
import { pointIn } from "./pixels.js";
import { t } from "./text.js";

const SIZE = 196; // pixels
const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

/** @param {{take: (start: number) => void, point: (start: number|null) => void}} act */
export function createGridCells({ take, point }) {
  const canvas = h("canvas", { role: "application", tabindex: "0", "aria-label": "Other starts, one a cell. Arrow keys go from start to start, Enter puts one on the stage." });
  const told = h("span.unseen", { role: "status" });
  const element = h("div.starts-cells", {}, canvas, told);
  /** @type {import("./grid.js").Grid|null} */
  let grid = null;

  const startIn = (/** @type {number} */ cell) => (grid?.sorted && grid.order ? grid.order[cell] : cell);
  const cellOf = (/** @type {number|null} */ start) => {
    if (start === null || !grid) return null;
    const cell = grid.sorted && grid.order ? grid.order.indexOf(start) : start;
    return cell < 0 ? null : cell;
  };

  /** @param {MouseEvent} event */
  function under(event) {
    if (!grid?.reached) return null;
    const { side, step } = cellsOf(grid.reached.length, SIZE);
    const { x, y } = pointIn(canvas, event);
    const [column, row] = [Math.floor(x / step), Math.floor(y / step)];
    return column < 0 || row < 0 || column >= side || row >= side ? null : startIn(row * side + column);
  }

  canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => point(under(event)));
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const start = under(event);
    if (start !== null) take(start);
  });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && grid?.reached && point(grid.at ?? startIn(0)));
  canvas.addEventListener("blur", () => point(null));
  canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (!grid?.reached || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = cellOf(grid.at) ?? 0;
    if (event.key === "Enter") return take(startIn(cell));
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault(); // the page does not scroll
    const { side } = cellsOf(grid.reached.length, SIZE);
    const clip = (/** @type {number} */ place) => Math.min(side - 1, Math.max(0, place));
    point(startIn(clip(Math.floor(cell / side) + step[1]) * side + clip((cell % side) + step[0])));
  });

  return {
    element,
    /** @param {import("./grid.js").Grid} now @param {any} palette */
    render(now, palette) {
      grid = now;
      const { at, reached, report, seed } = grid;
      canvas.style.cursor = reached ? "pointer" : "";
      setText(told, at === null || !reached ? "" : t("Seed {seed}: {value}", { seed: report.arrays.seeds[at], value: valueOf(grid, at) }));
      if (!palette) return;
      const own = reached && seed !== null ? Array.from(report.arrays.seeds).indexOf(seed) : -1;
      drawCells(canvas, SIZE, palette, {
        starts: grid.asked?.starts ?? 256, order: grid.sorted ? grid.order : null, reached, alive: report?.arrays.alive ?? null,
        share: grid.share, at: cellOf(at), own: own < 0 ? null : cellOf(own),
      });
    },
  };
}
