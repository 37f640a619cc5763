// @ts-check
// One pixel of the fractal, played: its answers over the plane and its loss, step by step.

import { describe, h, ICONS, icon, setAttributeOnce, setHidden, setText } from "./dom.js";
import { formatEpoch, formatLoss } from "./format.js";
import { drawAnswers, drawLoss, HIGH } from "./fractalplots.js";
import { rateText } from "./fractalwindow.js";
import { t } from "./text.js";

const LAST_S = 4; // that a replay takes

/**
 * @param {any} actions
 * @param {() => void} close the window that it is in
 */
export function createReplay(actions, close) {
  const sentence = h("p.fractal-fate", { role: "status" }, "Click a pixel to play its network.");
  const field = h("canvas.fractal-field", { role: "img", "aria-label": "What this network answers over the plane, with its points." });
  const curve = h("canvas.fractal-curve", { role: "img", "aria-label": "This network's loss over its steps, as a share of the first, in powers of ten." });
  const slider = describe(h("input", { type: "range", min: 0, max: 1, value: 0, "aria-label": "Step of this network" }), "Drag to any step of this network's training.");
  const play = describe(h("button.button.small", { type: "button", "aria-label": "Play this network", onclick: start }, icon(ICONS.play, { filled: true })), "Play this network from its first step.");
  const now = h("p.fractal-now");
  const stage = describe(h("button.button", { type: "button", onclick: toStage }, "Open on the stage"),
    "Train the same experiment on the stage. Its program rounds otherwise, which decides near the frontier.");
  const apart = h("p.fractal-apart", {}, "The stage has one rate for all layers, so this network plays here.");
  const body = h("div.fractal-play", { hidden: true }, field, h("div.fractal-side", {}, curve, h("div.fractal-scrub", {}, play, slider), now, stage, apart));
  const element = h("section.fractal-replay", { "aria-label": "One network" }, sentence, body);
  /** @type {any} */
  let report = null;
  let at = 0;
  let began = 0;
  let timer = 0;

  slider.addEventListener("input", () => {
    cancelAnimationFrame(timer);
    show(slider.valueAsNumber);
  });

  function start() {
    cancelAnimationFrame(timer);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return show(last());
    began = performance.now();
    timer = requestAnimationFrame(tick);
  }

  /** @param {number} time */
  function tick(time) {
    const share = Math.min(1, Math.max(0, time - began) / 1000 / LAST_S);
    show(Math.round(share * last()));
    if (share < 1 && element.isConnected) timer = requestAnimationFrame(tick);
  }

  const last = () => report.arrays.moments.length - 1;

  function toStage() {
    actions.openFile(new TextEncoder().encode(JSON.stringify(report.experiment)));
    close();
  }

  /** @param {number} moment */
  function show(moment) {
    at = moment;
    slider.value = String(moment);
    const { moments, losses } = report.arrays;
    const loss = losses[moment] > HIGH || !Number.isFinite(losses[moment]) ? "∞" : formatLoss(losses[moment]);
    const said = t("step {n}, loss {loss} of the first", { n: formatEpoch(moments[moment]), loss });
    setText(now, said);
    setAttributeOnce(slider, "aria-valuetext", said);
    draw();
  }

  function draw() {
    const { palette } = actions.state();
    if (!report || !palette) return;
    drawAnswers(field, report.arrays, at, palette);
    drawLoss(curve, report.arrays, at, palette);
  }

  return {
    element,
    draw,
    stop: () => cancelAnimationFrame(timer),
    waiting(/** @type {string} */ text) {
      setText(sentence, text);
    },
    /** @param {any} told @param {string} axes */
    show(told, axes) {
      report = told;
      setText(sentence, fateOf(told, axes));
      setHidden(body, false);
      setHidden(stage, !told.experiment);
      setHidden(apart, axes !== "rates");
      slider.max = String(last());
      start();
    },
  };
}

/** @param {any} told @param {string} axes */
function fateOf(told, axes) {
  const number = (/** @type {number} */ value) => rateText(Math.log10(value), 0.01);
  const place = axes === "rates"
    ? t("first layer {a}, later layers {b}", { a: number(told.rates[0]), b: number(told.rates[1]) })
    : t("rate {a}, first weights × {b}", { a: number(told.rates[0]), b: number(told.scale) });
  const { moments, losses } = told.arrays;
  const n = formatEpoch(moments[moments.length - 1]);
  if (told.diverged) return t("{place}: diverged, at step {n}.", { place, n });
  const loss = formatLoss(losses[losses.length - 1]);
  if (told.value > 0) return t("{place}: learned; after {n} steps the loss is {loss} of the first.", { place, n, loss });
  return t("{place}: did not learn; after {n} steps the loss is {loss} of the first.", { place, n, loss });
}
