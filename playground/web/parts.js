// @ts-check
// Everything on the page, put together.

import { createCaption } from "./caption.js";
import { createPanel } from "./controls.js";
import { createCurves } from "./curvefigure.js";
import { createDetails } from "./details.js";
import { describe, h } from "./dom.js";
import { createEditBar } from "./editbar.js";
import { createField, createNetwork } from "./figures.js";
import { createFractal } from "./fractal.js";
import { createGallery } from "./gallery.js";
import { createGrid } from "./grid.js";
import { createHardware } from "./hardware.js";
import { createHeader } from "./header.js";
import { createImport } from "./import.js";
import { createLegend } from "./legend.js";
import { createLens } from "./lens.js";
import { createLinkWindow } from "./linkwindow.js";
import { createChart } from "./plotly.js";
import { createScrubber } from "./scrubber.js";
import { createSides } from "./sides.js";
import { createSweep } from "./sweep.js";
import { createTakeaway } from "./takeaway.js";
import { createTransport } from "./transport.js";
import { createVerdict } from "./verdict.js";
import { createWeightList } from "./weightlist.js";

/**
 * Put the page together; what was made is painted by the store from then on.
 * @param {HTMLElement} root
 * @param {any} data
 * @param {ReturnType<typeof import("./store.js").createStore>} store
 * @param {any} actions
 * @param {{gallery: () => void, chart: () => void, table: () => void, take: () => void, links: () => void, weights: (unit: any) => void, sweep: (race: boolean) => void, help: () => void, fractal: () => void, hardware: () => void}} windows
 */
export function createParts(root, data, store, actions, windows) {
  const resized = () => store.replace({ resized: store.get().resized + 1 });
  const panel = createPanel(actions);
  const header = createHeader(actions);
  const transport = createTransport(actions);
  const verdict = createVerdict(actions);
  const details = createDetails();
  const network = createNetwork(resized, actions);
  const caption = createCaption(actions);
  const field = createField(resized, actions);
  const edits = createEditBar(actions);
  const table = createImport(actions);
  const take = createTakeaway(actions);
  const links = createLinkWindow(actions);
  const legend = createLegend(actions);
  const lens = createLens(actions);
  const scrubber = createScrubber(actions);
  const grid = createGrid(actions);
  const curves = createCurves(resized, () => windows.chart(), actions.wake);
  const sides = createSides(resized, actions);
  const fractal = createFractal(actions);
  const hardware = createHardware(actions);
  const gallery = createGallery(actions);
  const chart = createChart(data.base, actions);
  const weights = createWeightList(actions);
  const sweep = createSweep(actions);
  Object.assign(windows, { gallery: gallery.open, chart: chart.open, table: table.open, take: take.open, links: links.open, weights: weights.open, sweep: sweep.open, fractal: fractal.open, hardware: hardware.open });
  root.append(
    panel.element,
    h("div.page", {}, header.element, transport.element,
      h("div.work", {},
        h("div.left", {}, verdict.element, details.element, listButton(actions), network.element, lens.element, grid.element),
        h("div.right", {}, h("div.plane", {}, edits.toggle, caption.element, edits.element, field.element), legend.element, curves.element, scrubber.element),
        sides.element)),
    gallery.element, chart.element, table.element, take.element, links.element, weights.element, sweep.element, fractal.element, hardware.element, lens.sheet);
  return {
    // Pictures first: setting a canvas's font has the page styled anew if any of it has changed.
    parts: [network, field, curves, panel, header, transport, verdict, details, network.over, caption, edits, legend, scrubber, lens, grid, sides, gallery, chart, links, weights, sweep, fractal, hardware],
    stop: () => [network, field, curves, sides, sweep, grid, fractal].forEach((figure) => figure.stop()),
  };
}

/** On a phone, above the drawing. @param {any} actions @returns {HTMLElement} */
const listButton = (actions) => describe(
  h("button.button.only-phone.list-weights", { type: "button", onclick: () => actions.openWeights() }, "Weights as a list"),
  "Read and set the weights and the bias of a neuron as a list.");
