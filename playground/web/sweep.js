// @ts-check
// The window of the sweep: two settings against each other, or all optimizers at their own best rates.

import { createCopyButton } from "./clipboard.js";
import { describe, h, setAttributeOnce, setHidden, setText } from "./dom.js";
import { createOverlay } from "./overlay.js";
import { saveText } from "./saving.js";
import { sweepIn } from "./sweepaxes.js";
import { createSweepForm } from "./sweepform.js";
import { createSweepMap } from "./sweepmap.js";
import { csvOf, experimentAt } from "./sweepmodel.js";
import { createRace } from "./sweeprace.js";
import { createSweepTip } from "./sweeptip.js";
import { bestWords, cellWords, measureNames, numberOf, raceWords } from "./sweepwords.js";
import { t } from "./text.js";

/**
 * @typedef {object} Sweep
 * @property {boolean} race
 * @property {boolean} busy
 * @property {number} share of the work that is done
 * @property {number} place in the queue; 0: it is worked at
 * @property {number} began when it was first worked at, in milliseconds
 * @property {string} trouble what cannot be
 * @property {import("./sweepmodel.js").Report|null} report
 * @property {string} measure
 * @property {number|null} mark the epoch's place that is looked at, null the newest
 * @property {import("./sweepmap.js").Cell|null} at the cell pointed at
 */

/** @type {Sweep} */
const NOTHING = { race: false, busy: false, share: 0, place: 0, began: 0, trouble: "", report: null, measure: "test_loss", mark: null, at: null };

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: (race: boolean) => void, stop: () => void}}
 */
export function createSweep(actions) {
  let sweep = NOTHING;
  /** @type {any} */
  let palette = null;
  let lab = "sweep";
  let linked = sweepIn(location.search); // until there is something to ask it of
  const form = createSweepForm(actions, () => (sweep.busy ? halt() : train()));
  const measure = describe(h("select", { "aria-label": "Shown", onchange: () => change({ measure: measure.value }) }), "What the colours say.");
  const epoch = describe(h("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": "Epoch" }), "The table as it was at an earlier epoch.");
  const number = h("output");
  const map = createSweepMap({ point: (at) => change({ at }), open });
  const race = createRace({ open });
  const tip = createSweepTip();
  const best = h("p.sweep-best", { role: "status" });
  const csv = describe(h("button.button", { type: "button", onclick: () => sweep.report && saveText("sweep.csv", csvOf(sweep.report), "text/csv") }, "Save CSV"), "Save all numbers, a line for each cell and epoch.");
  const copy = createCopyButton("Copy link", "Copy an address that opens this sweep.", () => `${location.origin}${location.pathname}?${sweep.report?.query ?? ""}`);
  const found = h("div.sweep-found", { hidden: true },
    h("div.sweep-tools", {}, h("label.menu.sweep-measure", {}, h("span", { "aria-hidden": "true" }, "Shown"), measure),
      h("div.slider.sweep-epoch", {}, h("div.row", {}, h("span", { "aria-hidden": "true" }, "Epoch"), number), epoch), csv, copy),
    h("div.sweep-view", {}, map.element, tip.element), race.element, best);
  const tabs = h("div.sweep-tabs", { role: "group", "aria-label": "Kind of sweep" });
  const kinds = [["Two settings", "Vary two settings against each other, as a table that gets sharper."], ["Optimizer race", "Every optimizer at its own best learning rate."]]
    .map(([text, help], i) => describe(h("button.chip", { type: "button", onclick: () => turn(i === 1) }, text), help));
  tabs.append(...kinds);
  const overlay = createOverlay("Sweep", tabs, form.element, found);
  overlay.element.classList.add("sweep");
  epoch.addEventListener("input", () => {
    const last = (sweep.report?.epochs.length ?? 1) - 1;
    change({ mark: epoch.valueAsNumber < last ? epoch.valueAsNumber : null });
  });
  const watch = new ResizeObserver(() => overlay.element.open && change({}));
  watch.observe(map.element);

  /** @param {Partial<Sweep>} changes */
  function change(changes) {
    sweep = { ...sweep, ...changes };
    if (overlay.element.open) show();
  }

  /** @param {boolean} to the race */
  function turn(to) {
    if (to === sweep.race) return;
    if (sweep.busy) halt();
    change({ ...NOTHING, measure: sweep.measure, race: to });
  }

  /** @param {boolean} [whole] a race of every optimizer, and not of those that a link names */
  function train(whole = sweep.race) {
    lab = whole ? "race" : "sweep";
    change({ ...NOTHING, measure: sweep.measure, race: sweep.race, busy: true });
    actions.labs.ask(lab, form.read(whole), {
      queued: (/** @type {number} */ place) => change({ place }),
      progress: (/** @type {number} */ share) => change({ share, place: 0, began: sweep.began || performance.now() }),
      report: (/** @type {any} */ report) => change({ report, place: 0 }),
      done: () => change({ busy: false, share: 1 }),
      failed: (/** @type {string} */ trouble) => change({ busy: false, trouble }),
    });
  }

  function halt() {
    actions.labs.cancel(lab);
    change({ busy: false });
  }

  /** @param {import("./sweepmap.js").Cell} cell */
  function open({ row, column }) {
    if (!sweep.report) return;
    actions.adopt(experimentAt(sweep.report, row, column));
    overlay.close();
  }

  /** @param {boolean} to the race */
  function raise(to) {
    form.fill();
    overlay.open();
    if (to === sweep.race) show();
    else turn(to);
  }

  function show() {
    const { race: racing, busy, trouble, report, at } = sweep;
    form.render(sweep);
    kinds.forEach((kind, i) => setAttributeOnce(kind, "aria-pressed", String(racing === (i === 1))));
    setHidden(found, !report);
    overlay.element.dataset.state = trouble ? "failed" : busy ? "busy" : report ? "done" : "idle";
    if (!report) return;
    const last = report.epochs.length - 1;
    const mark = Math.min(sweep.mark ?? last, last);
    if (measure.dataset.task !== report.task) fillMeasures(report.task);
    [epoch.max, epoch.value] = [String(last), String(mark)];
    epoch.style.setProperty("--share", String(last ? mark / last : 0));
    setText(number, String(report.epochs[mark]));
    setAttributeOnce(epoch, "aria-valuetext", t("epoch {n}", { n: report.epochs[mark] }));
    const view = { report, measure: sweep.measure, mark, at, palette, format: (/** @type {number} */ value) => numberOf(report, sweep.measure, value), labels: labels() };
    setHidden(map.element.parentElement, racing);
    setHidden(race.element, !racing);
    if (racing) race.render(view);
    else {
      map.render(view, at ? cellWords(view, at) : "");
      tip.render(view);
    }
    setText(best, busy ? "" : racing ? raceWords(view) : bestWords(view));
  }

  /** @param {string} task */
  function fillMeasures(task) {
    measure.dataset.task = task;
    measure.replaceChildren(...measureNames(task).map(([name, text]) => h("option", { value: name }, text)));
    measure.value = sweep.measure;
  }

  /** What choices are called. @returns {Record<string, string>} */
  const labels = () => Object.fromEntries(actions.state().catalogue.fields.flatMap((/** @type {any} */ field) => field.choices.map((/** @type {any} */ choice) => [choice.name, choice.label])));

  return {
    element: overlay.element,
    open: raise,
    render(state) {
      palette = state.palette;
      if (!linked || !state.catalogue || !state.status || !palette) return;
      const asked = linked;
      linked = null;
      raise(asked.race);
      form.fill(asked);
      train(false);
    },
    stop: () => watch.disconnect(),
  };
}
