// @ts-check
// What can be taken along: one row each of the window "Save & open".

import { setText } from "./dom.js";
import { pngFile, svgFile } from "./figurefile.js";
import { filmFile } from "./film.js";
import { replayFile } from "./replayfile.js";
import { saveFile, savePoints, saveText } from "./saving.js";
import { t } from "./text.js";

/**
 * @typedef {object} Key
 * @property {string} label
 * @property {string} help
 * @property {(button: Element) => void} act
 *
 * @typedef {object} Takeaway
 * @property {string} title
 * @property {string} text what it is good for
 * @property {Key[]} keys
 */

const PROGRAMS = [
  ["jax", "JAX", "With gradients by JAX and the optimizers of optax."],
  ["numpy", "NumPy", "With nothing but NumPy: backpropagation and optimizer written out."],
  ["pytorch", "PyTorch", "With PyTorch's gradients and optimizers."],
  ["notebook", "Notebook", "The JAX program as a Jupyter notebook."],
];

/**
 * @param {any} actions
 * @returns {Takeaway[]}
 */
export const takeaways = (actions) => [
  { title: "Experiment", text: "All settings as a text file; the command line reads it, too.",
    keys: [{ label: "Save JSON", help: "Save the settings, own points included.", act: () => saveExperiment(actions.state()) }] },
  { title: "Trained network", text: "The weights as they are now, as NumPy arrays, with the experiment inside.",
    keys: [{ label: "Save .npz", help: "Save every weight and bias, to open here or with numpy.load.", act: () => actions.take("weights") }] },
  { title: "Points", text: "The points of the field as a table.",
    keys: [{ label: "Save CSV", help: "Save the points, their labels and who trains.", act: () => savePoints(actions.state()) }] },
  { title: "Picture", text: "Network, field and curves as they are shown now, light, for print.",
    keys: [
      { label: "PNG", help: "Save a picture of 2,400 by 1,600 pixels.", act: async () => saveIfAny("network.png", await pngFile(actions.state())) },
      { label: "SVG", help: "Save a drawing of lines and letters that stays sharp at any size.", act: () => saveIfAny("network.svg", svgFile(actions.state())) },
    ] },
  { title: "Run", text: "The run as it went by: a short film, or a web page to look back in, without a network.",
    keys: [createFilmKey(actions), { label: "Save HTML", help: "Save a file that any browser replays, without a network.", act: () => saveReplay(actions.state()) }] },
  { title: "Program", text: "The same run as Python code to read and to change: data, network, loss, optimizer.",
    keys: PROGRAMS.map(([form, label, help]) => ({ label, help, act: () => actions.take(form) })) },
];

/**
 * Making a film takes seconds: the key says how far it is, and pressed again it stops.
 * @param {any} actions
 * @returns {Key}
 */
function createFilmKey(actions) {
  const label = "Save GIF";
  /** @type {AbortController|null} */
  let making = null;

  /** @param {Element} button */
  async function make(button) {
    making = new AbortController();
    const show = (/** @type {number} */ share) => setText(button, t("Stop ({percent} %)", { percent: Math.round(100 * share) }));
    show(0);
    try {
      saveIfAny("run.gif", await filmFile(actions.state(), show, making.signal));
    } finally {
      making = null;
      setText(button, label);
    }
  }

  return { label, help: "Save the network and its field as an animated picture, made in this page.",
    act: (button) => (making ? making.abort() : make(button)) };
}

/** @param {string} name @param {Blob|null} blob null where there is nothing to see yet */
function saveIfAny(name, blob) {
  if (blob) saveFile(name, blob);
}

/** @param {import("./store.js").State} state */
async function saveReplay(state) {
  if (state.scene?.tables && state.moments.frames.length) saveFile("run.html", await replayFile(state));
}

/** @param {import("./store.js").State} state */
function saveExperiment({ status }) {
  if (status) saveText("experiment.json", `${JSON.stringify(status.experiment, null, 2)}\n`, "application/json");
}
