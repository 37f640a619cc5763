// @ts-check
// The data sets as pictures: each thumbnail is drawn from the catalogue's own sample.

import { createMenu } from "./controls-choice.js";
import { describe, fitCanvas, h, icon, ICONS } from "./dom.js";
import { isClassification } from "./format.js";
import { pointColor } from "./palette.js";
import { t } from "./text.js";

const THUMB = 48; // drawn large enough for a phone, scaled down elsewhere
const MARGIN = 4;
const REACH = 6; // the plane that is shown goes from -6 to 6
const OWN = "own"; // begins with the points that are there
let groups = 0;

const PROBLEMS = [
  { name: "classification", label: "Classification", help: "Which class does a point belong to?" },
  { name: "regression", label: "Regression", help: "Which number belongs to a point?" },
];

/** @param {any} dataset of the catalogue */
const problemOf = ({ kind }) => PROBLEMS[isClassification(kind) ? 0 : 1].name;

/**
 * The problem type: it chooses which data sets are shown, and goes to the one seen last.
 * @param {{set: (changes: object) => void}} actions
 * @param {Record<string, any>} datasets
 */
export function createProblem({ set }, datasets) {
  const names = Object.keys(datasets).filter((name) => name !== OWN);
  /** @type {Record<string, string>} */
  const last = {};
  for (const { name } of PROBLEMS) last[name] = /** @type {string} */ (names.find((each) => problemOf(datasets[each]) === name));
  const field = { name: "problem", label: "Problem type", choices: PROBLEMS, effect: "restart",
    help: "What is to be learned: classes, or numbers." };
  const { element, render } = createMenu(field, { set: (/** @type {any} */ { problem }) => set({ dataset: last[problem] }) });
  return {
    element,
    render(/** @type {any} */ { dataset }) {
      const problem = problemOf(datasets[dataset]);
      if (dataset !== OWN) last[problem] = dataset;
      render({ problem });
    },
  };
}

/**
 * @param {any} field
 * @param {{set: (changes: object) => void, useOwn: () => void}} actions
 * @param {Record<string, any>} datasets
 */
export function createDatasets(field, { set, useOwn }, datasets) {
  const group = `np-dataset-${++groups}`;
  const options = field.choices.map((/** @type {any} */ choice) => {
    const input = h("input", { type: "radio", name: group, value: choice.name, "aria-label": choice.label });
    const canvas = h("canvas", { "aria-hidden": "true" });
    input.addEventListener("change", () => (choice.name === OWN ? useOwn() : set({ [field.name]: choice.name })));
    describe(input, choice.help);
    const help = choice.help ? t("{name}: {text}", { name: choice.label, text: choice.help }) : choice.label;
    return { name: choice.name, input, canvas, element: h("label.thumb", { title: help }, input, canvas, choice.name === OWN ? icon(ICONS.pencil) : null) };
  });
  const element = h("div.setting.datasets",
    { "data-field": field.name, role: "radiogroup", "aria-label": field.label, "aria-description": field.help },
    ...options.map((/** @type {any} */ option) => option.element));
  /** @type {any} */
  let drawnWith = null;

  return {
    element,
    render(/** @type {any} */ experiment, /** @type {any} */ { palette }) {
      const problem = problemOf(datasets[experiment[field.name]]);
      for (const option of options) {
        option.input.checked = option.name === experiment[field.name];
        option.element.hidden = problemOf(datasets[option.name]) !== problem;
      }
      if (!palette || palette === drawnWith) return;
      drawnWith = palette;
      for (const option of options) {
        const sample = option.name === OWN ? null : datasets[option.name]; // a pencil stands for them
        drawSample(fitCanvas(option.canvas, THUMB, THUMB), sample, palette, THUMB, 2);
      }
    },
  };
}

/**
 * A data set in small.
 * @param {CanvasRenderingContext2D} context
 * @param {any} dataset of the catalogue
 * @param {any} palette
 * @param {number} side
 * @param {number} [radius]
 */
export function drawSample(context, dataset, palette, side, radius = 1.35) {
  context.clearRect(0, 0, side, side);
  if (!dataset?.preview) return;
  const { x, y } = dataset.preview;
  const curve = dataset.kind === "curve";
  const heights = curve ? y : x.map((/** @type {number[]} */ point) => point[1] / REACH);
  const tallest = curve ? Math.max(1e-6, ...heights.map(Math.abs)) : 1;
  const size = x.length <= 8 ? 2 * radius : radius;
  const span = side / 2 - MARGIN;
  const scene = { kind: dataset.kind, value_range: range(y) };
  x.forEach((/** @type {number[]|number} */ point, /** @type {number} */ index) => {
    const across = (Array.isArray(point) ? point[0] : point) / REACH;
    context.fillStyle = pointColor(palette, scene, y[index]);
    context.beginPath();
    context.arc(side / 2 + span * across, side / 2 - (span * heights[index]) / tallest, size, 0, 7);
    context.fill();
  });
}

/**
 * @param {number[]} values
 * @returns {number[]}
 */
function range(values) {
  const most = Math.max(...values.map(Math.abs), 1e-6);
  return [-most, most];
}
