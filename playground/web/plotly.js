// @ts-check
// The curves large, to hover and to export: Plotly, loaded only when they are asked for.

import { describe, h, setAttributeOnce, setText } from "./dom.js";
import { isClassification } from "./format.js";
import { column } from "./history.js";
import { createOverlay } from "./overlay.js";
import { createRunList } from "./runlist.js";
import { differenceOf } from "./runs.js";
import { smoothRows } from "./smoothing.js";
import { t } from "./text.js";
import { curvesOf } from "./versus.js";

const REFRESH_MS = 400;
const DASHES = ["dot", "dashdot", "longdash", "longdashdot", "solid"]; // of earlier runs
const EXPORT = { format: "png", width: 1200, height: 800, filename: "loss-history" };

// Plotly writes the ticks between powers of ten as bare digits: ours say the whole number.
const LOG_TICKS = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]
  .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
const LOG_AXIS = { type: "log", tickvals: LOG_TICKS, ticktext: LOG_TICKS.map(String) };

/** @type {Promise<any>|null} */
let loading = null;

/**
 * @param {string} base
 * @returns {Promise<any>}
 */
function loadPlotly(base) {
  const url = new URL(`${base}/plotly.min.js`, location.href).href;
  const found = () => /** @type {any} */ (globalThis).Plotly;
  loading ??= found() ? Promise.resolve(found()) : import(url).then((module) => found() ?? module.default);
  loading.catch(() => (loading = null)); // the next click may try again
  return loading;
}

/**
 * @param {string} base
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: () => void}}
 */
export function createChart(base, actions) {
  const plot = h("div.chart");
  const note = h("p.chart-note", { role: "status" });
  const logEpoch = axisSwitch("Log epochs", redraw);
  const logLoss = axisSwitch("Log loss", () => actions.drawCurves({ log: logLoss.input.checked }));
  const smoothing = createSmoothing(actions);
  const runs = createRunList(actions, () => overlay.close());
  const save = describe(h("button.button", { type: "button" }, "Save picture"), "Save the curves as a picture.");
  const overlay = createOverlay("Curves",
    h("div.chart-tools", {}, logEpoch.element, logLoss.element, smoothing, save), runs.element, note, plot);
  /** @type {any} */
  let plotly = null;
  let drawnAt = -Infinity;
  /** @type {unknown[]} */
  let drawn = [];
  save.addEventListener("click", () => plotly?.downloadImage(plot, EXPORT));

  function redraw() {
    const state = actions.state();
    if (!plotly || !overlay.element.open) return;
    drawn = [state.rows, state.curves, state.ghosts];
    const logs = { epoch: logEpoch.input.checked, loss: state.curves.log };
    plotly.react(plot, traces(state), chartLayout(state, logs), { displayModeBar: false, responsive: true });
  }

  overlay.element.addEventListener("close", () => plotly?.purge(plot));
  return {
    element: overlay.element,
    async open() {
      overlay.open();
      actions.wake();
      setText(note, plotly ? "" : "Loading…");
      try {
        plotly = await loadPlotly(base);
        setText(note, "");
        redraw();
      } catch {
        setText(note, "The chart could not be loaded.");
      }
    },
    render(state, _, now) {
      if (overlay.element.open) runs.render(state);
      const wanted = [state.rows, state.curves, state.ghosts];
      if (!plotly || !overlay.element.open || wanted.every((part, index) => part === drawn[index])) return false;
      if (now - drawnAt < REFRESH_MS) return true;
      drawnAt = now;
      redraw();
      return false;
    },
  };
}

/**
 * @param {string} label
 * @param {() => void} onchange
 */
function axisSwitch(label, onchange) {
  const input = describe(h("input", { type: "checkbox", role: "switch", onchange }), "Equal steps along this axis become equal factors.");
  return { input, element: h("label.setting.switch", {}, input, h("span", {}, label)) };
}

/**
 * How much of the past each value carries, off at first.
 * @param {any} actions
 * @returns {HTMLElement}
 */
function createSmoothing(actions) {
  const output = h("output", {}, "off");
  const input = describe(h("input", { type: "range", min: 0, max: 0.98, step: 0.02, value: 0, "aria-label": "Smoothing", "aria-valuetext": "off" }),
    "How much of the past each value carries: the trend of a jumping curve.");
  input.addEventListener("input", () => {
    const memory = input.valueAsNumber;
    setText(output, memory ? memory.toFixed(2) : "off");
    setAttributeOnce(input, "aria-valuetext", output.textContent);
    input.style.setProperty("--share", String(memory / 0.98));
    actions.drawCurves({ memory });
  });
  return h("label.setting.slider.smoothing", {}, h("span", { "aria-hidden": "true" }, "Smoothing"), input, output);
}

/** @param {import("./store.js").State} state */
function traces(state) {
  const { palette, scene, curves } = state;
  const { rows: raw, names: [solid, dashed], called } = curvesOf(state);
  const rows = smoothRows(raw, curves.memory);
  const score = isClassification(scene?.kind) ? "accuracy" : "R²";
  const lines = [
    { name: t("{side} {name}", { side: solid, name: t(called.loss) }), at: 1, yaxis: "y", color: palette.ink, dash: "solid" },
    { name: t("{side} {name}", { side: dashed, name: t(called.loss) }), at: 2, yaxis: "y", color: palette.soft, dash: "dash" },
    { name: t("{side} {name}", { side: solid, name: t(called[score]) }), at: 3, yaxis: "y2", color: palette.ink, dash: "solid" },
    { name: t("{side} {name}", { side: dashed, name: t(called[score]) }), at: 4, yaxis: "y2", color: palette.soft, dash: "dash" },
  ];
  const drawn = lines.map(({ name, at, yaxis, color, dash }) => ({
    name, yaxis, mode: "lines", x: column(rows, 0), y: column(rows, at),
    line: { color, dash, width: 2 }, hovertemplate: "%{y:.4g}",
  }));
  return [...ghostTraces(state), ...drawn];
}

/**
 * The curves of earlier runs, each with dashes of its own.
 * @param {import("./store.js").State} state
 */
function ghostTraces({ ghosts, besideRows, runs, palette, curves, catalogue, status }) {
  const [loss, score] = besideRows ? [2, 4] : [1, 3]; // with the test curves of two, theirs
  return ghosts.flatMap((own, index) => {
    const run = runs.find(({ rows }) => rows === own);
    const name = run ? differenceOf(catalogue.fields, run.experiment, status.experiment) : t("before");
    const rows = smoothRows(own, curves.memory);
    const look = { mode: "lines", x: column(rows, 0), line: { color: palette.soft, width: 1.5, dash: DASHES[index % DASHES.length] }, opacity: 0.85, hovertemplate: "%{y:.4g}", legendgroup: `ghost ${index}` };
    return [{ ...look, name, yaxis: "y", y: column(rows, loss) }, { ...look, name, showlegend: false, yaxis: "y2", y: column(rows, score) }];
  });
}

/**
 * @param {import("./store.js").State} state
 * @param {{epoch: boolean, loss: boolean}} logs
 */
function chartLayout({ palette, scene }, logs) {
  const axis = { gridcolor: palette.line, linecolor: palette.line, zeroline: false, tickcolor: palette.line };
  const type = (/** @type {boolean} */ log) => (log ? LOG_AXIS : { type: "linear" });
  const score = isClassification(scene?.kind) ? "accuracy" : "R²";
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: palette.font, color: palette.ink, size: 13 },
    margin: { l: 64, r: 20, t: 40, b: 48 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: palette.panel, bordercolor: palette.line, font: { color: palette.ink } },
    legend: { orientation: "h", y: 1.02, yanchor: "bottom" },
    uirevision: "kept", // a zoom survives the next points
    xaxis: { ...axis, title: { text: t("epoch") }, anchor: "y2", ...type(logs.epoch) },
    yaxis: { ...axis, title: { text: t("loss") }, ...type(logs.loss), domain: [0.46, 1] },
    yaxis2: { ...axis, title: { text: t(score) }, domain: [0, 0.38] },
  };
}
