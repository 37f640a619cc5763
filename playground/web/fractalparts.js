// @ts-check
// Smaller parts of the fractal's window: its settings, its legend, its sentences.

import { describe, h, setAttributeOnce } from "./dom.js";
import { formatEpoch } from "./format.js";
import { HUES } from "./fractalcolours.js";
import { pixelAt, rateText } from "./fractalwindow.js";
import { t } from "./text.js";

export const STORY = "Every pixel is a network of its own, trained with the rates of its place from the same first weights. The frontier between learning and diverging is ragged at every scale: drag a square on it, again and again. And the fastest networks lie close to it: the best rate sits next to divergence.";
export const FORMULA = "With v = loss / first loss at each step: a network has learned if the mean of its last 20 v is below 1, and is ranked by Σ v; else it is ranked by Σ 1/v. Beyond v = 10⁶ it has diverged and ends. Colours go by rank within the picture. After Sohl-Dickstein, 2024.";

export const FIELDS = [
  { name: "axes", label: "Axes", help: "What the two directions of the picture vary.",
    options: [["rates", "two rates"], ["scale", "rate × first weights"]] },
  { name: "network", label: "Network", help: "Inputs, hidden neurons, output; with tanh and a linear output.", options: [["2-4-2-1"], ["2-16-1"]] },
  { name: "points", label: "Points", help: "How many points each network learns, all of them in every step.", options: [["16"], ["32"], ["64"]] },
  { name: "steps", label: "Training steps", help: "How many steps each network makes.", options: [["100"], ["200"], ["500"], ["1000"], ["2000"]] },
  { name: "size", label: "Pixels", help: "How many networks along each side of the finished picture.", options: [["128", "128²"], ["256", "256²"], ["512", "512²"], ["1024", "1024²"]] },
];
/** Across and up. @type {Record<string, string[]>} */
export const AXES = {
  rates: ["learning rate of the first layer", "learning rate of the later layers"],
  scale: ["learning rate", "size of the first weights"],
};

/** @param {string} label @param {string} help @param {() => void} onclick */
export const key = (label, help, onclick) => describe(h("button.button.small", { type: "button", onclick }, label), help);

/**
 * A menu for one of the settings, which it writes itself.
 * @param {{name: string, label: string, help: string, options: string[][]}} field
 * @param {Record<string, any>} settings
 * @param {(name: string) => void} changed
 */
export function createSetting({ name, label, help, options }, settings, changed) {
  const select = describe(h("select", { "aria-label": label },
    ...options.map(([value, text]) => h("option", { value }, text ?? value))), help);
  select.value = String(settings[name]);
  select.addEventListener("change", () => {
    settings[name] = typeof settings[name] === "number" ? Number(select.value) : select.value;
    changed(name);
  });
  return h("label.setting.menu", { "data-setting": name }, h("span", { "aria-hidden": "true" }, label), select);
}

/** What the colours mean, as two ramps that meet at the frontier. */
export function createLegend() {
  const ramps = ["span.fractal-ramp.learned", "span.fractal-ramp.diverged"].map((tag) => h(tag, { "aria-hidden": "true" }));
  const element = h("div.fractal-legend", {},
    h("span", {}, "learned: fast"), h("span", {}, "slowly"), h("span", {}, "diverged: slowly"), h("span", {}, "at once"), ...ramps);
  return {
    element,
    /** @param {boolean} dark */
    dress(dark) {
      const { learned, diverged } = dark ? HUES.dark : HUES.light;
      setAttributeOnce(ramps[0], "style", `background: linear-gradient(90deg, ${learned[1]}, ${learned[0]})`);
      setAttributeOnce(ramps[1], "style", `background: linear-gradient(90deg, ${diverged[0]}, ${diverged[1]})`);
    },
  };
}

/** @param {{settings: any, window: import("./fractalwindow.js").Window}} told @param {number} x @param {number} y powers of ten */
function placeText({ settings, window: { span } }, x, y) {
  const values = { a: rateText(x, span), b: rateText(y, span) };
  return settings.axes === "rates" ? t("first layer {a}, later layers {b}", values) : t("rate {a}, first weights × {b}", values);
}

/** @param {any} told @param {{x: number, y: number}} at */
export function pixelText(told, at) {
  const { column, row, x, y } = pixelAt(told.window, at, told.size);
  const value = told.arrays.values[row * told.size + column];
  const place = placeText(told, x, y);
  if (value <= 0) return t("{place}: diverged", { place });
  return t("{place}: learned, mean loss {share} % of the first", { place, share: Number(((100 * value) / told.settings.steps).toPrecision(2)) });
}

/** @param {any} told */
export function summaryOf(told) {
  const { learned, best, size, window } = told;
  const share = Math.round((100 * learned) / size ** 2);
  const said = t("{share} % of {n} networks learned.", { share, n: formatEpoch(size ** 2) });
  if (!best) return said;
  const { x, y } = pixelAt(window, { x: (best[0] + 0.5) / size, y: (best[1] + 0.5) / size }, size);
  return [said, t("The fastest: {place}.", { place: placeText(told, x, y) })].join(" ");
}
