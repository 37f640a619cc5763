// @ts-check
// A table pasted or opened becomes the data: its columns are chosen, what is wrong is said.

import { drawSample } from "./controls-data.js";
import { MAX_CHARS, readTable, TableError } from "./csv.js";
import { describe, fitCanvas, h, setText } from "./dom.js";
import { createOverlay } from "./overlay.js";
import { MAX_CLASSES, MAX_COLUMNS, MAX_POINTS } from "./own.js";
import { furtherColumns, guessColumns, readPoints } from "./table.js";
import { t } from "./text.js";

const SIDE = 120; // of the preview
const EXAMPLE = "x1,x2,label\n1.5,-2.25,red\n-3,0.4,blue";
const HELP = "Comma, semicolon or tab between the columns; at most {rows} rows and {labels} labels. Columns that reach beyond −6 … 6 are scaled. Nothing leaves this page but the points.";
const ROLES = /** @type {const} */ ([["x", "X₁"], ["y", "X₂"], ["label", "Label"]]);

/** @param {any} actions @returns {{element: HTMLElement, open: () => void}} */
export function createImport(actions) {
  const text = describe(h("textarea", { rows: 9, spellcheck: "false", "aria-label": "Table", placeholder: EXAMPLE, maxlength: MAX_CHARS + 1 }),
    "Paste a table here: one point a line, its columns named in the first.");
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", "aria-label": "Open a file" });
  const selects = ROLES.map(([role, label]) => [role, describe(h("select", { "aria-label": label, onchange: () => look() }), "The column that this is read from.")]);
  const columns = h("div.columns", {}, ...ROLES.map(([, label], at) => h("label.setting.menu", {}, h("span", {}, label), selects[at][1])));
  const further = createFurther(() => look());
  const said = h("p.said", { role: "status" });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const use = describe(h("button.button.primary", { type: "button", disabled: true }, "Use these points"), "Train on them; Undo goes back.");
  const overlay = createOverlay("Your own points", h("p.soft", {}, t(HELP, { rows: MAX_POINTS, labels: MAX_CLASSES })), text,
    h("div.import-tools", {}, describe(h("label.button", {}, "Open a file…", file), "A CSV file from this computer; it is read in this page.")),
    columns, further.element, h("div.import-preview", {}, canvas, said), h("div.import-tools", {}, use));
  overlay.element.classList.add("import");
  /** @type {import("./own.js").Own|null} */
  let own = null;
  let names = "";

  /** Read what is there, say what is wrong with it, or draw it. */
  function look() {
    own = null;
    let word = "";
    try {
      if (text.value.trim()) ({ own, word } = read());
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      word = error.message;
    }
    said.dataset.tone = own ? "" : "warn";
    setText(said, word);
    use.disabled = !own;
    preview(canvas, own, actions.state().palette);
  }

  function read() {
    const table = readTable(text.value, MAX_POINTS);
    if (names !== table.names.join("\n")) {
      names = table.names.join("\n");
      const guess = guessColumns(table);
      for (const [role, select] of selects) {
        select.replaceChildren(...table.names.map((name, index) => h("option", { value: index }, name)));
        select.value = String(guess[/** @type {"x"|"y"|"label"} */ (role)]);
      }
    }
    const [x, y, label] = selects.map(([, select]) => Number(select.value));
    const found = readPoints(table, { x, y, label, more: further.chosen(table, { x, y, label }) });
    return { own: found.own, word: found.notes.join(" ") };
  }

  text.addEventListener("input", look);
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    file.value = ""; // the same file may be opened again
    if (chosen.size > MAX_CHARS) {
      said.dataset.tone = "warn";
      return setText(said, t("The file has {n} bytes; at most {most}.", { n: chosen.size, most: MAX_CHARS }));
    }
    text.value = await chosen.text();
    look();
  });
  use.addEventListener("click", () => {
    if (own) actions.bring(own);
    overlay.close();
  });
  return {
    element: overlay.element,
    open() {
      look();
      overlay.open();
    },
  };
}

/**
 * The columns that are left, to be inputs of the network too.
 * @param {() => void} changed
 */
function createFurther(changed) {
  const chips = h("div.chips");
  const all = describe(h("button.quiet", { type: "button" }, "All"), t("Every column of numbers, {most} at most.", { most: MAX_COLUMNS }));
  const element = h("div.further", { role: "group", "aria-label": "Further inputs", hidden: true },
    h("span", {}, "Further inputs"), chips, all);
  /** @type {Set<string>} */
  let names = new Set();
  /** @type {string[]} */
  let every = [];
  let shown = "";

  all.addEventListener("click", () => {
    names = new Set(every.every((name) => names.has(name)) ? [] : every);
    changed();
  });

  /** @param {string} name */
  function toggle(name) {
    if (!names.delete(name)) names.add(name);
    changed();
  }

  return {
    element,
    /**
     * Their places in the table; the chips follow it.
     * @param {import("./csv.js").Table} table
     * @param {import("./table.js").Columns} columns
     */
    chosen(table, columns) {
      const used = [columns.x, columns.y, columns.label];
      const left = table.names.filter((_, index) => !used.includes(index));
      every = furtherColumns(table, columns).map((index) => table.names[index]);
      all.hidden = every.length < 2;
      element.hidden = !left.length;
      if (shown !== left.join("\n")) {
        shown = left.join("\n");
        chips.replaceChildren(...left.map((name) => describe(
          h("button.chip", { type: "button", onclick: () => toggle(name) }, name), "Feed this column to the network too, or not.")));
      }
      [...chips.children].forEach((chip, index) => chip.setAttribute("aria-pressed", String(names.has(left[index]))));
      return left.filter((name) => names.has(name)).map((name) => table.names.indexOf(name));
    },
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./own.js").Own|null} own
 * @param {any} palette
 */
function preview(canvas, own, palette) {
  canvas.hidden = !own;
  if (!own || !palette) return;
  drawSample(fitCanvas(canvas, SIDE, SIDE), sampleOf(own), palette, SIDE, 1.6);
}

/** Points as the catalogue has samples. @param {import("./own.js").Own} own */
function sampleOf({ points, classes }) {
  return { kind: "multiclass", classes,
    preview: { x: points.map(({ x, y }) => [x, y]), y: points.map(({ label }) => label) } };
}
