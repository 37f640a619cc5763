// @ts-check
// Earlier runs: each can be laid behind the curves, opened again, or put beside the one that runs.

import { changesTo } from "./comparing.js";
import { describe, h } from "./dom.js";
import { formatEpoch, formatLoss, formatScore } from "./format.js";
import { COLUMNS } from "./history.js";
import { differenceOf } from "./runs.js";
import { t } from "./text.js";

/**
 * @param {any} actions
 * @param {() => void} close of the window that it is in
 * @returns {{element: HTMLElement, render: (state: import("./store.js").State) => void}}
 */
export function createRunList(actions, close) {
  const list = h("ul");
  const element = h("section.runs", { "aria-label": "Earlier runs", hidden: true }, h("h2", {}, "Earlier runs"), list);
  /** @type {unknown[]} */
  let shown = [];

  /** @param {import("./runs.js").Run} run @param {import("./store.js").State} state */
  function row(run, { ghosts, catalogue, status }) {
    const chosen = ghosts.includes(run.rows);
    const label = differenceOf(catalogue.fields, run.experiment, status.experiment);
    const act = (/** @type {() => void} */ what) => () => {
      close();
      what();
    };
    const overlay = h("button.button.small", { type: "button", "aria-pressed": String(chosen), onclick: () => actions.overlay(run.rows) }, label);
    const restore = h("button.quiet", { type: "button", onclick: act(() => actions.restore(run)) }, "Restore");
    const compare = h("button.quiet", { type: "button", onclick: act(() => actions.compare(run.experiment)) }, "Compare");
    describe(overlay, "Lay its curves behind those of now, or take them away.");
    describe(restore, "Open its experiment again, from the start.");
    describe(compare, "Put its network and training beside those of now, on the data of now.");
    compare.hidden = !Object.keys(changesTo(status.experiment, run.experiment, catalogue.own)).length;
    return h("li", {}, overlay, h("span", {}, endOf(run, catalogue)), restore, compare);
  }

  return {
    element,
    render(state) {
      const { runs, ghosts, catalogue, status } = state;
      const wanted = [runs, ghosts, catalogue, status?.experiment];
      if (wanted.every((part, index) => part === shown[index])) return;
      shown = wanted;
      element.hidden = !runs.length || !catalogue || !status;
      if (element.hidden) return;
      const focused = /** @type {HTMLElement|null} */ (element.querySelector(":focus"));
      const place = [...element.querySelectorAll("button")].indexOf(/** @type {any} */ (focused));
      list.replaceChildren(...runs.map((run) => row(run, state)));
      element.querySelectorAll("button")[place]?.focus(); // the list is new, the finger is not
    },
  };
}

/**
 * How a run stood at its end.
 * @param {import("./runs.js").Run} run
 * @param {any} catalogue
 */
function endOf({ rows, experiment }, catalogue) {
  const at = (rows.count - 1) * COLUMNS;
  const kind = experiment.own_points ? "binary" : catalogue.datasets[experiment.dataset]?.kind;
  const values = { epoch: formatEpoch(rows.data[at]), loss: formatLoss(rows.data[at + 2]), score: formatScore(rows.data[at + 4], kind) };
  return kind === "regression" || kind === "curve"
    ? t("epoch {epoch}, test loss {loss}, R² {score}", values) : t("epoch {epoch}, test loss {loss}, test accuracy {score}", values);
}
