// @ts-check
// A run as one file that replays it: the kept moments, and the page's own modules to show them.

import { spoken, tableName, tagOf } from "./language.js";
import { settingsLine } from "./settingsline.js";
import { translate } from "./text.js";
import { evenly } from "./timeline.js";

const MOST_BYTES = 12e6; // of moments; packed, they take a third
const STYLES = ["stage", "controls", "editing", "points", "phone", "replay"];
const LEFT_OUT = new Set(["frame", "moments", "looking", "rows", "ghosts", "runs", "palette", "hover", "editing", "pen", "draft", "error", "detection"]);
// Nothing is fetched, whatever stands in the file.
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * @param {import("./store.js").State} state
 * @returns {Promise<Blob>} an HTML file that asks no network for anything
 */
export async function replayFile(state) {
  const language = spoken();
  const table = tableName(language);
  const [words, bundle, ...sheets] = await Promise.all([
    table ? textOf(table) : "null", textOf("replay-bundle.js"), ...STYLES.map((name) => textOf(`${name}.css`))]);
  const data = await base64Of(await packed(messagesOf(state)));
  const title = escaped(translate(state.status.title || settingsLine(state)));
  return new Blob([`<!doctype html>\n<html lang="${tagOf(language)}">\n<meta charset="utf-8">\n`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${title}</title>\n`,
    `<style>\n${sheets.join("\n")}\n</style>\n<body>\n`,
    `<script type="text/plain" id="run">${data}</script>\n`,
    `<script type="application/json" id="words">${words.replaceAll("<", "\\u003c")}</script>\n`,
    `<script type="module">\n${bundle}\nmodules["replay.js"].default(document.body);\n</script>\n</html>\n`], { type: "text/html" });
}

/**
 * What is shown, then the arrays of the start, the losses, and each moment, as they came.
 * @param {import("./store.js").State} state
 * @returns {Uint8Array[]}
 */
function messagesOf(state) {
  const { moments, scene, catalogue, rows } = state;
  const { inputMaps, tables, ...text } = scene;
  const kept = Object.fromEntries(Object.entries(state).filter(([name]) => !LEFT_OUT.has(name)));
  const shown = { ...kept, scene: text, catalogue: { fields: catalogue.fields }, line: settingsLine(state), count: rows.count };
  const size = Math.max(1, moments.bytes / Math.max(1, moments.frames.length));
  const frames = evenly(moments.frames, Math.max(2, Math.floor(MOST_BYTES / size)));
  return [new TextEncoder().encode(JSON.stringify(shown)), new Uint8Array(inputMaps.buffer),
    new Uint8Array(rows.data.slice().buffer), ...frames.map(({ arrays }) => new Uint8Array(arrays.weights.buffer))];
}

/**
 * Messages behind each other, each after its length, compressed.
 * @param {Uint8Array[]} messages
 * @returns {Promise<Blob>}
 */
function packed(messages) {
  const parts = messages.flatMap((message) => [new Uint32Array([message.byteLength]), message]);
  const stream = new Blob(/** @type {BlobPart[]} */ (parts)).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).blob();
}

/** @param {Blob} blob @returns {Promise<string>} */
async function base64Of(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x6000) text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
  return text;
}

/** @param {string} name of a file of the page */
async function textOf(name) {
  const answer = await fetch(new URL(`./${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
