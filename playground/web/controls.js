// @ts-check
// The panel: every setting of the catalogue, in a learner's order, the rarer ones folded away.

import { activationsOf } from "./activations.js";
import { createDatasets, createProblem } from "./controls-data.js";
import { createChips, createFormula, createMenu, createNumber, createSwitch } from "./controls-choice.js";
import { createLayers } from "./controls-layers.js";
import { createSlider } from "./controls-slider.js";
import { createStop } from "./controls-stop.js";
import { describe, h, icon, ICONS, setText } from "./dom.js";
import { savePoints } from "./saving.js";
import { formatRate } from "./format.js";
import { createQuirks } from "./quirks.js";
import { MOST_SLIDER_VALUES } from "./scales.js";
import { createSideSwitch, statusOfSide } from "./sideswitch.js";
import { t } from "./text.js";

// Settings that stand elsewhere on the page, and a group too small for a heading of its own.
const ELSEWHERE = new Set(["pace", "show_test", "discretize"]);
const JOINS = { show: "training" };
const TYPED_FROM = 1000; // a range this wide is typed, not dragged

/** Points that are there already, not drawn by chance. @param {any} experiment @param {any} dataset */
const given = (experiment, dataset) => Boolean(experiment.own_points) || dataset.fixed;

// Settings that do nothing in this experiment are left out.
/** @type {Record<string, (experiment: any, dataset: any) => boolean>} */
const IDLE = {
  penalty_rate: (experiment) => experiment.penalty === "none",
  formula: (_, dataset) => !dataset.formula,
  noise: given,
  points: given,
  train_share: (_, dataset) => dataset.fixed,
  data_seed: (_, dataset) => dataset.fixed,
  balance: (experiment, dataset) =>
    given(experiment, dataset) || dataset.classes < 2 || Boolean(experiment.tfplayground),
  label_noise: (experiment, dataset) => given(experiment, dataset) || dataset.classes < 2,
  momentum: (experiment) => !["momentum", "nesterov"].includes(experiment.optimizer),
};

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createPanel(actions) {
  const device = h("p.device");
  const close = h("div.sheet-top", {}, h("strong", {}, "Controls"),
    describe(h("button.button", { type: "button", onclick: actions.toggleSheet }, icon(ICONS.close), h("span", {}, "Done")), "Close the settings."));
  const quirks = createQuirks(actions);
  const groups = h("div.groups", {}, quirks.element);
  const sides = createSideSwitch(actions);
  const element = h("aside.panel", { "aria-label": "Controls" }, close, sides.element, groups, device);
  /** @type {any[]|null} */
  let sections = null;

  return {
    element,
    render(state, before) {
      const { catalogue, status } = state;
      if (!catalogue || !status) return;
      if (!sections) {
        sections = createSections(catalogue, actions);
        groups.append(...sections.map((section) => section.element));
      }
      element.classList.toggle("open", state.sheet);
      if (state.sheet && !before.sheet) close.querySelector("button").focus({ preventScroll: true });
      sides.render(state);
      if (status !== before.status || state.side !== before.side || state.scene !== before.scene || state.palette !== before.palette
        || catalogue !== before.catalogue || state.error !== before.error) {
        for (const section of sections) section.render(statusOfSide(state), state);
        quirks.render(status);
      }
      const rate = status.experiment.pace === "max" && formatRate(state.frame?.epochs_per_s);
      setText(device, [t("Training on {device}", { device: (status.device || "cpu").toUpperCase() }), rate].filter(Boolean).join(" · "));
    },
  };
}

/**
 * @param {any} catalogue
 * @param {any} actions
 * @returns {any[]}
 */
function createSections(catalogue, actions) {
  const fields = catalogue.fields.filter((/** @type {any} */ field) => !ELSEWHERE.has(field.name));
  const joined = (/** @type {any} */ field) =>
    /** @type {Record<string, string>} */ (JOINS)[field.group] ?? field.group;
  return catalogue.groups
    .map((/** @type {any} */ group) => createSection(group,
      fields.filter((/** @type {any} */ field) => joined(field) === group.name), catalogue, actions))
    .filter(Boolean);
}

/**
 * One group: a heading, its basic settings, and one fold for the rest.
 * @param {any} group
 * @param {any[]} fields
 * @param {any} catalogue
 * @param {any} actions
 */
function createSection(group, fields, catalogue, actions) {
  if (!fields.length) return null;
  const settings = fields.map((field) => ({ field, ...createSetting(field, catalogue, actions) }));
  const shown = settings.filter(({ field }) => field.basic);
  const folded = settings.filter(({ field }) => !field.basic);
  const fold = folded.length ? createFold(group, folded, shown) : null;
  const data = group.name === "data";
  const tools = data ? createTools(actions) : null;
  const problem = data ? createProblem(actions, catalogue.datasets) : null;
  const heading = h("div.heading", {}, h("h2", {}, group.label), tools?.element);
  const element = h("section.group", { "data-group": group.name }, heading, problem?.element,
    ...shown.map((each) => each.element), fold?.element);
  return {
    element,
    render(/** @type {any} */ status, /** @type {any} */ state) {
      const hidden = new Set(status.hide);
      element.hidden = fields.every(({ name }) => hidden.has(name)) && (!problem || hidden.has("problem"));
      problem?.render(status.experiment);
      problem?.element.toggleAttribute("hidden", hidden.has("problem"));
      const dataset = catalogue.datasets[status.experiment.dataset];
      for (const each of settings) {
        each.render(status.experiment, state);
        if (IDLE[each.field.name]?.(status.experiment, dataset)) hidden.add(each.field.name);
        each.element.hidden = hidden.has(each.field.name);
      }
      fold?.render(status.experiment, hidden);
      tools?.render(status.experiment, dataset, hidden);
    },
  };
}

/** What can be done with the points as a whole. @param {any} actions */
function createTools(actions) {
  const button = (/** @type {string} */ text, /** @type {() => void} */ onclick, /** @type {string} */ help) =>
    describe(h("button.quiet", { type: "button", onclick }, text), help);
  const bring = button("Import", actions.openTable, "Paste or open a table of your own points.");
  const anew = button("New data", actions.newData, "Draw new points of the same kind; the network goes on with the weights it has.");
  const element = h("div.tools", {}, bring,
    button("Save", () => savePoints(actions.state()), "Save the points as a CSV file."), anew);
  return {
    element,
    render(/** @type {any} */ experiment, /** @type {any} */ dataset, /** @type {Set<string>} */ hidden) {
      bring.hidden = hidden.has("dataset");
      anew.hidden = given(experiment, dataset) || hidden.has("new_data");
    },
  };
}

/**
 * @param {any} group
 * @param {any[]} folded
 * @param {any[]} shown some of which have a rarer part
 */
function createFold(group, folded, shown) {
  const parted = shown.filter(({ rare }) => rare);
  const dot = h("span.dot", { hidden: true, role: "img", "aria-label": "something here is not default" });
  const name = h("span.unseen", {}, t(" {group} settings", { group: t(group.label).toLowerCase() }));
  const element = h("details.fold", {}, describe(h("summary", {}, h("span", {}, "More", name), dot), "Settings that are needed less often; a dot says that one of them was changed."),
    h("div.folded", {}, ...parted.map((each) => each.rare), ...folded.map((each) => each.element)));
  return {
    element,
    /**
     * @param {any} experiment
     * @param {Set<string>} hidden
     */
    render(experiment, hidden) {
      const plain = folded.every(({ field }) => hidden.has(field.name) || same(experiment[field.name], field.default));
      dot.hidden = plain && ![...parted, ...folded].some((each) => !hidden.has(each.field.name) && each.differs?.(experiment));
      element.hidden = folded.every(({ field }) => hidden.has(field.name));
    },
  };
}

/**
 * @param {any} a
 * @param {any} b
 */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The control that suits a field.
 * @param {any} field
 * @param {any} catalogue
 * @param {any} actions
 */
function createSetting(field, catalogue, actions) {
  if (field.name === "dataset") return createDatasets(field, actions, catalogue.datasets);
  if (field.kind === "formula") return createFormula(field, actions, catalogue.datasets);
  if (field.kind === "inputs") return createChips(field, actions);
  if (field.kind === "layers") return createLayers(field, actions, activationsOf(catalogue));
  if (field.name === "epochs") return createStop(field, actions, catalogue.stops);
  if (field.kind === "bool") return createSwitch(field, actions);
  if (field.kind === "choice") return createMenu(field, actions);
  const span = field.high - field.low;
  const typed = field.kind === "int" ? span > MOST_SLIDER_VALUES : span >= TYPED_FROM;
  return typed ? createNumber(field, actions) : createSlider(field, actions);
}
