// @ts-check
// CPU or GPU? The same work on each device of the machine that computes here, beside stored figures.

import { describe, h, setHidden, setText } from "./dom.js";
import { createHardwareChart, timeText } from "./hardwarechart.js";
import { createOverlay } from "./overlay.js";
import { t } from "./text.js";

const STORY = "One training step, timed on the machine that computes for this page. The dashed line is not of this machine: it was measured on an NVIDIA H100 and is stored here.";
const WHY = [
  ["Launch cost", "A GPU is told each operation of a step one by one, and each telling takes microseconds, however little there is to do. One small network spends its time waiting, and a CPU is done sooner."],
  ["Parallelism", "A CPU's core works at a few numbers at once, a GPU at tens of thousands. Its line stays flat until it has that many; the CPU's line soon rises with the work."],
  ["Memory traffic", "After each operation a GPU writes its numbers into memory and reads them again for the next. A single kernel that keeps them and does all steps takes 1.6 µs instead of 14 µs a step on the H100."],
];
const NAMES = { cpu: "CPU of this machine", gpu: "GPU of this machine" };

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: () => void}}
 */
export function createHardware(actions) {
  /** @type {any} */
  let report = null;
  let run = 0; // each measures anew
  let working = false;

  const charts = {
    networks: createHardwareChart("One step of all networks 2-4-2-1", "networks at once"),
    width: createHardwareChart("One step of a single network 2-w-w-1", "width w of both layers"),
  };
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Progress of the measurement" });
  const state = h("span.fractal-state");
  const again = describe(h("button.button.small", { type: "button", onclick: () => (working ? halt() : ask(run + 1)) }),
    "Measure this machine again, or stop measuring.");
  const error = h("p.fractal-error", { role: "alert", hidden: true });
  const verdict = h("p.hardware-verdict", { role: "status" });
  const legend = h("p.hardware-legend");
  const stored = h("p.hardware-stored");
  const overlay = createOverlay("CPU or GPU?", h("p", {}, STORY),
    h("div.hardware-work", {}, bar, state, again), error, verdict, legend,
    h("div.hardware-charts", {}, charts.networks.element, charts.width.element), stored,
    h("div.hardware-why", {}, ...WHY.map(([head, text]) => h("section", {}, h("h3", {}, head), h("p", {}, text)))));
  overlay.element.classList.add("hardware");
  overlay.element.addEventListener("close", halt);

  /** @param {number} number */
  function ask(number) {
    run = number;
    setWorking(true);
    setHidden(error, true);
    actions.labs.ask("hardware", { run }, {
      queued: (/** @type {number} */ n) => setText(state, t("waiting; before it: {n}", { n })),
      progress(/** @type {number} */ share) {
        bar.value = share;
        setText(state, `${Math.round(100 * share)} %`);
      },
      report(/** @type {any} */ told) {
        report = told;
        show(actions.state().palette);
      },
      done() {
        setWorking(false);
        setText(verdict, verdictOf(report));
        show(actions.state().palette);
      },
      failed(/** @type {string} */ text) {
        setWorking(false);
        setText(error, text);
        setHidden(error, false);
      },
    });
  }

  function halt() {
    actions.labs.cancel("hardware");
    setWorking(false);
  }

  /** @param {boolean} now */
  function setWorking(now) {
    working = now;
    setHidden(bar, !now);
    setText(state, "");
    setText(again, now ? "Stop" : "Measure again");
    if (now) setText(verdict, "");
  }

  /** @param {any} palette */
  function show(palette) {
    if (!report || !palette) return;
    for (const [axis, chart] of Object.entries(charts)) {
      const lines = linesOf(report, axis, palette);
      const places = [...report.axes[axis], ...report.stored.lines[axis].map((/** @type {number[]} */ [x]) => x)];
      const crossing = axis === "networks" && !working ? report.crossing : null;
      chart.render({ lines, first: Math.min(...places), last: Math.max(...places), crossing, palette });
    }
    legend.replaceChildren(...linesOf(report, "networks", palette).map(({ name, stored: old, colour }) => {
      const mark = h("i", { class: old ? "stored" : "", style: `border-color: ${colour}` });
      return h("span", {}, mark, h("span", {}, name));
    }));
    const { name, date, versions, kernel } = report.stored;
    setText(stored, t("Stored: {name}, measured on {date} with {versions}, plain SGD in batches of 10. As one kernel: {time} a step of one network; of very many, {n} million steps/s.",
      { name, date, versions, time: timeText(kernel.us), n: kernel.millions.toLocaleString("en") }));
  }

  return {
    element: overlay.element,
    open() {
      overlay.open();
      if (!report || !verdict.textContent) ask(run);
      show(actions.state().palette);
    },
    render({ palette }, before) {
      if (overlay.element.open && palette !== before.palette) show(palette);
    },
  };
}

/**
 * @param {any} report
 * @param {string} axis
 * @param {any} palette
 * @returns {import("./hardwarechart.js").Line[]}
 */
function linesOf({ devices, stored }, axis, palette) {
  const own = devices.map((/** @type {any} */ { kind, lines }) => ({
    name: NAMES[/** @type {"cpu"|"gpu"} */ (kind)], points: lines[axis], stored: false,
    colour: kind === "cpu" ? palette.ink : `rgb(${palette.pos.join(",")})`,
  }));
  return [...own, { name: "H100, stored", points: stored.lines[axis], stored: true, colour: `rgb(${palette.neg.join(",")})` }];
}

/** @param {any} report */
function verdictOf({ crossing, devices }) {
  if (crossing === null) return t("The lines do not cross: one device is faster throughout.");
  const n = Math.round(Number(crossing.toPrecision(2))).toLocaleString("en");
  if (devices.length > 1) return t("From about {n} networks on, the GPU is faster than the CPU.", { n });
  return t("From about {n} networks on, the stored H100 is faster than this CPU.", { n });
}
