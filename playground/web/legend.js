// @ts-check
// What the colours and shapes of the field mean, and the two switches of its view.

import { createSwitch } from "./controls-choice.js";
import { h } from "./dom.js";
import { css } from "./palette.js";
import { isOutput, sameTarget, unitShown } from "./targets.js";
import { reachOf } from "./unitmap.js";

const VIEWS = ["show_test", "discretize"];
const MOST_NAMED = 4; // classes that have room for more than their number

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createLegend(actions) {
  const switches = h("div.switches");
  const shapes = h("div.shapes");
  const scale = h("div.scale");
  const element = h("div.legend", {}, switches, h("div.keys-of-field", {}, shapes, scale));
  /** @type {any[]|null} */
  let views = null;
  /** @type {import("./targets.js").Target|null} */
  let shown = null;

  return {
    element,
    render(state, before) {
      const { status, scene, palette, catalogue } = state;
      if (!status || !catalogue) return;
      if (!views) {
        views = catalogue.fields
          .filter((/** @type {any} */ field) => VIEWS.includes(field.name))
          .map((/** @type {any} */ field) => ({ field, ...createSwitch(field, actions) }));
        switches.append(...(views ?? []).map((view) => view.element));
      }
      const unit = unitShown(state);
      const same = status === before.status && scene === before.scene && palette === before.palette;
      if (same && sameTarget(unit, shown)) return;
      shown = unit;
      for (const view of views ?? []) {
        view.render(status.experiment);
        view.element.hidden = (status.hide ?? []).includes(view.field.name);
      }
      if (!scene || !palette) return;
      shapes.replaceChildren(...shapeKeys(scene, status.experiment.show_test));
      scale.replaceChildren(...scaleKeys(scene, palette, unit));
    },
  };
}

/**
 * @param {any} scene
 * @param {boolean} test whether test points are drawn
 * @returns {Node[]}
 */
function shapeKeys({ kind, target }, test) {
  const keys = [["●", "train", "A point that the network learns from."]];
  if (test) keys.push(["◆", "test", "A point that is kept back for testing."]);
  if (kind === "binary" || kind === "multiclass") keys.push(["×", "wrong", "The network's answer there is wrong."]);
  const shapes = keys.map(([sign, name, title]) => h("span", { title }, h("i", { "aria-hidden": "true" }, sign), name));
  return target ? [...shapes, h("span", { title: "The line that divides the points: what is to be learned." }, h("i.stroke.broken"), "f(x)")] : shapes;
}

/**
 * @param {any} scene
 * @param {any} palette
 * @param {import("./targets.js").Target|null} unit the neuron that the field shows
 * @returns {Node[]}
 */
function scaleKeys(scene, palette, unit) {
  if (scene.kind === "curve") return [h("span", { title: "What is answered at each X₁." }, h("i.stroke"), unit ? "neuron" : "network")];
  const output = !unit || isOutput(scene, unit.column);
  if (scene.kind === "multiclass" && output) {
    const many = scene.classes > MOST_NAMED;
    return Array.from({ length: scene.classes }, (_, index) =>
      h("span", { title: "The place is taken for this class; pale is unsure." }, swatch(css(palette.classes[index % palette.classes.length])),
        String((!many && scene.output?.labels?.[index]) || index + 1)));
  }
  const own = scene.kind === "regression" ? scene.value_range?.[1] ?? 1 : 1;
  const reach = output ? own : reachOf(scene, unit);
  const bar = h("i.bar");
  bar.style.background = `linear-gradient(to right, ${css(palette.neg)}, ${css(palette.zero)}, ${css(palette.pos)})`;
  return [h("span", { title: "The answer at each place: orange is negative, blue positive, pale near zero." }, signed(-reach), bar, signed(reach))];
}

/** @param {string} color */
function swatch(color) {
  const element = h("i.swatch");
  element.style.background = color;
  return element;
}

/** @param {number} value */
function signed(value) {
  const size = String(Number(Math.abs(value).toPrecision(3)));
  return value < 0 ? `−${size}` : `+${size}`;
}
