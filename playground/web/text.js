// @ts-check
// The page's own words: each stands in the code in English. For another language there is one table
// (zh.json); what it lacks stays English.

const WORD = /[A-Za-z]{2}/;
const OTHER = /[\u3000-\u30ff\u4e00-\u9fff]/; // it has been translated already
const HOLE = /\{(\w+)\}/g;
const SENTENCE = /(?<=[.!?…]) /;
const MOST_KEPT = 2000; // answers

/** @typedef {{form: RegExp, names: string[], bare: boolean, text: string}} Pattern `bare` has no words of its
 *  own, so that its values must have entries: "{data}, {network}" */

/** @type {{texts: Record<string, string>, patterns: Pattern[], kept: Map<string, string|null>}|null} */
let table = null; // none: English

/**
 * Speak another language from now on.
 * @param {{page: Record<string, string>, server: Record<string, string>}|null} told the page's own
 *   texts, and the server's, which come with their values put in; null: English
 */
export function setTable(told) {
  table = told && { texts: { ...told.page, ...told.server }, patterns: patternsOf(told.server), kept: new Map() };
}

/**
 * Put in what varies: t("{n} neurons", { n: 8 }).
 * @param {string} text
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  return fill(table?.texts[text] ?? text, (name) => worded(values[name]));
}

/** @param {string|number|undefined} value */
const worded = (value) => (typeof value === "string" ? translate(value) : value);

/**
 * A finished text in the page's language: a whole one of the table, one with values put in, or
 * several sentences or lines of that kind.
 * @param {string} text
 * @returns {string}
 */
export function translate(text) {
  if (!table || !WORD.test(text) || OTHER.test(text)) return text;
  if (text.includes("\n")) return text.split("\n").map(translate).join("\n");
  const sentences = text.split(SENTENCE);
  for (let count = sentences.length; count > 0; count--) {
    const known = lookUp(sentences.slice(0, count).join(" "));
    if (known !== null) return joined(known, sentences.slice(count));
  }
  return joined(sentences[0], sentences.slice(1));
}

/** @param {string} first @param {string[]} rest */
function joined(first, rest) {
  if (!rest.length) return first;
  return `${first}${/[\u3000-\u303f\uff00-\uffef]$/.test(first) ? "" : " "}${translate(rest.join(" "))}`;
}

/** @param {string} text @returns {string|null} */
function lookUp(text) {
  const { texts, patterns, kept } = /** @type {NonNullable<typeof table>} */ (table);
  if (Object.hasOwn(texts, text)) return texts[text];
  const before = kept.get(text);
  if (before !== undefined) return before;
  if (kept.size >= MOST_KEPT) kept.clear();
  const known = matched(patterns, text);
  kept.set(text, known);
  return known;
}

/** @param {Pattern[]} patterns @param {string} text */
function matched(patterns, text) {
  for (const { form, names, bare, text: other } of patterns) {
    const found = form.exec(text);
    if (!found || (bare && found.slice(1).some((value) => lookUp(value) === null))) continue;
    return fill(other, (name) => translate(found[names.indexOf(name) + 1]));
  }
  return null;
}

/**
 * The texts with values, as expressions that find them; those with most of their own letters first,
 * before them the bare ones, which are strict.
 * @param {Record<string, string>} texts
 * @returns {Pattern[]}
 */
function patternsOf(texts) {
  const own = (/** @type {string} */ key) => key.replace(HOLE, "").length;
  const keys = Object.keys(texts).filter((key) => key.search(HOLE) >= 0).sort((a, b) => own(b) - own(a));
  const patterns = keys.map((key) => {
    const names = [...key.matchAll(HOLE)].map((hole) => hole[1]);
    const source = key.split(HOLE).map((part, at) => (at % 2 ? formOf(part) : escaped(part))).join("");
    return { form: new RegExp(`^${source}$`), names, bare: !WORD.test(key.replace(HOLE, "")), text: texts[key] };
  });
  return [...patterns.filter(({ bare }) => bare), ...patterns.filter(({ bare }) => !bare)];
}

/** {s} is the ending of a plural, or nothing; a value ends where a sentence does. @param {string} name */
const formOf = (name) => (name === "s" ? "(s?)" : "((?:(?![.!?…] ).)+?)");

/** @param {string} text */
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/**
 * @param {string} text
 * @param {(name: string) => string|number|undefined} value
 */
function fill(text, value) {
  return text.replace(HOLE, (whole, name) => String(value(name) ?? whole));
}
