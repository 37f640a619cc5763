// @ts-check
// Other starts: was this luck? The same experiment from many other seeds, guessed first, then counted.

import { describe, h, icon, ICONS, setAttributeOnce, setHidden } from "./dom.js";
import { createGridAsk } from "./gridask.js";
import { createGridCells } from "./gridcells.js";
import { createGridWords } from "./gridwords.js";
import { ranking, reached, settingsKey, usualGoal } from "./gridmodel.js";

const QUIET_MS = 700; // settings that are still being changed are not worth a grid

/**
 * All that the parts show; `guess` is null while the answer is covered.
 * @typedef {object} Grid
 * @property {any} asked what was asked: {experiment, starts, points, epoch}, or null
 * @property {import("./gridmodel.js").Goal & {epoch: number}} goal
 * @property {string} kind the task
 * @property {any} preset of the catalogue, whose claim is shown, or null
 * @property {any} claim {held, seeds} or null
 * @property {number} share of the work that is done
 * @property {number} place in the queue; 0: it is worked at
 * @property {string} trouble what cannot be
 * @property {any} report
 * @property {number|null} guess
 * @property {boolean} sorted
 * @property {boolean[]|null} reached of every start, once it is uncovered
 * @property {number[]|null} order from the worst to the best, likewise
 * @property {number|null} at the start pointed at
 * @property {number|null} seed of the run itself
 */

/** @type {Grid} */
const NOTHING = {
  asked: null, goal: { column: 3, bound: 0.95, epoch: 200 }, kind: "binary", preset: null, claim: null, share: 0, place: 0,
  trouble: "", report: null, guess: null, sorted: false, reached: null, order: null, at: null, seed: null,
};

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, stop: () => void}}
 */
export function createGrid(actions) {
  let grid = NOTHING;
  let chosen = { starts: 256, points: false, /** @type {any} */ goal: null };
  let key = "";
  let timer = 0;
  let open = false;
  /** @type {any} */
  let palette = null;

  const ask = createGridAsk({ choose, guess: (guess) => change({ guess }) });
  const words = createGridWords({ take, point });
  const cells = createGridCells({ take, point });
  const fold = describe(h("button.quiet.starts-fold", { type: "button", "aria-expanded": "false", onclick: toggle },
    icon("M6 3.5 10.5 8 6 12.5"), h("b", {}, "Other starts")), "Train the same network from many other first weights.");
  const sorted = describe(h("button.chip", { type: "button", "aria-pressed": "false", onclick: () => change({ sorted: !grid.sorted }) }, "Sort"),
    "From the worst to the best, instead of in the order of the seeds.");
  const hint = h("span.soft", {}, "Was it luck? Guess how many of 256 would make it.");
  const body = h("div.starts-body", { hidden: true }, cells.element, h("div.starts-side", {}, ask.element, words.element));
  const element = h("section.starts", { "aria-label": "Other starts" }, h("div.starts-top", {}, fold, hint, sorted, ask.points), body);

  for (const later of [sorted, ask.points]) later.hidden = true;

  function toggle() {
    open = !open;
    setAttributeOnce(fold, "aria-expanded", String(open));
    setHidden(hint, open);
    setHidden(ask.points, !open);
    setHidden(sorted, !open || !grid.reached);
    setHidden(body, !open);
    if (open) follow(actions.state(), 0);
    else if (!grid.report) forget();
  }

  /** What was asked is left alone; opened again it is asked anew. */
  function forget() {
    clearTimeout(timer);
    actions.labs.cancel("grid");
    key = "";
  }

  /** @param {Partial<Grid>} changes */
  function change(changes) {
    grid = { ...grid, ...changes };
    const seen = grid.report && grid.guess !== null && grid.asked ? grid.report.arrays : null;
    grid.reached = seen && reached(seen, grid.goal);
    grid.order = seen && ranking(seen, grid.goal);
    ask.render(grid);
    words.render(grid, palette);
    cells.render(grid, palette);
    setHidden(sorted, !seen);
    setAttributeOnce(sorted, "aria-pressed", String(grid.sorted));
    element.dataset.state = grid.trouble ? "failed" : seen ? "shown" : grid.report ? "ready" : "busy";
    if (seen && grid.preset && !grid.claim) askClaim(grid.preset);
  }

  /** @param {any} changes another number of starts, other points, another goal */
  function choose(changes) {
    chosen = { ...chosen, ...changes, goal: { ...chosen.goal, ...changes.goal } };
    follow(actions.state(), 0);
  }

  /** A neuron of the stage may be pointed at, here it is a start. @param {number|null} at */
  function point(at) {
    if (at !== grid.at) change({ at });
  }

  /** @param {number} start */
  function take(start) {
    actions.labs.take("grid", { start, experiment: actions.state().status.experiment });
  }

  /**
   * Ask, if the settings are others than those of the last question.
   * @param {import("./store.js").State} state
   * @param {number} wait
   */
  function follow({ status, scene, catalogue }, wait) {
    if (!status || !scene || !catalogue || status.generation !== scene.generation) return;
    const { experiment } = status;
    if (status.preset && status.preset !== grid.preset?.id) chosen.goal = null; // each has its own
    const preset = catalogue.presets.find((/** @type {any} */ each) => each.id === status.preset) ?? null;
    const goal = { ...usualGoal(experiment, scene.kind, preset), ...chosen.goal };
    const asked = { experiment, starts: chosen.starts, points: chosen.points, epoch: goal.epoch };
    const now = settingsKey(experiment, asked);
    if (now === key) {
      change({ goal: { ...grid.goal, ...chosen.goal }, seed: experiment.weight_seed });
      return;
    }
    key = now;
    change({ ...NOTHING, sorted: grid.sorted, asked, goal, kind: scene.kind, preset, seed: experiment.weight_seed });
    clearTimeout(timer);
    timer = window.setTimeout(send, wait, asked);
  }

  /** @param {any} asked */
  function send(asked) {
    actions.labs.ask("grid", asked, {
      queued: (/** @type {number} */ place) => change({ place }),
      progress: (/** @type {number} */ share) => change({ share, place: 0 }),
      report: (/** @type {any} */ report) => change({ report, share: 1, place: 0 }),
      done: () => {},
      failed: (/** @type {string} */ trouble) => change({ trouble }),
      file: (/** @type {any} */ { bytes }) => actions.openFile(bytes),
    });
  }

  /** What a preset claims is tried once the guess is out. @param {any} preset */
  function askClaim(preset) {
    grid.claim = {}; // asked
    actions.labs.ask("claim", { preset: preset.id }, {
      queued: () => {}, progress: () => {}, done: () => {}, failed: () => {},
      report: (/** @type {any} */ { held, seeds }) => grid.preset === preset && change({ claim: { held, seeds } }),
    });
  }

  return {
    element,
    render(state, before) {
      if (state.palette !== palette) {
        palette = state.palette;
        if (open) change({});
      }
      const newer = state.status !== before.status || state.scene !== before.scene || state.catalogue !== before.catalogue;
      const hidden = Boolean(state.status?.hide.includes("starts"));
      setHidden(element, hidden);
      if (open && hidden) toggle(); // nobody would see the answer
      if (open && newer) follow(state, QUIET_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
