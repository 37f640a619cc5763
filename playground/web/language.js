// @ts-check
// Which language the page speaks: what its address says, else the browser's own where there is a
// table for it, else English.

import { keepQuery } from "./resume.js";
import { setTable } from "./text.js";

const KEY = "lang";
const TABLES = new Set(["zh"]);
const TAGS = /** @type {Record<string, string>} */ ({ en: "en", zh: "zh-CN" }); // for screen readers and fonts

/**
 * @param {string} search of the address
 * @param {readonly string[]} preferred the browser's languages
 * @returns {string} "en" or "zh"
 */
export function languageOf(search, preferred) {
  const asked = new URLSearchParams(search).get(KEY) ?? preferred[0]?.split("-")[0] ?? "";
  return TABLES.has(asked) ? asked : "en";
}

/** The address with a language in it. @param {string} search @param {string} language */
export function withLanguage(search, language) {
  const others = search.replace(/^\?/, "").split("&").filter((part) => part && part.split("=")[0] !== KEY);
  return `?${[...others, `${KEY}=${language}`].join("&")}`;
}

/** What the page speaks now. */
export function spoken() {
  return languageOf(location.search, navigator.languages);
}

/** The tag of it in HTML. @param {string} language */
export const tagOf = (language) => TAGS[language];

/**
 * Have its table, if it needs one. Without it the page stays as it is.
 * @param {string} language
 */
export async function speak(language) {
  if (!TABLES.has(language)) return setTable(null);
  try {
    const answer = await fetch(new URL(`./${tableName(language)}`, import.meta.url));
    if (answer.ok) setTable(await answer.json());
  } catch {
    // the connection is gone, which the page says in the words it has
  }
}

/** The file with the words of a language, if it needs one. @param {string} language */
export const tableName = (language) => (TABLES.has(language) ? `${language}.json` : null);

/** Put the other language into the address, where Copy link finds it. @param {string} language */
export function askFor(language) {
  history.replaceState(history.state, "", location.pathname + withLanguage(location.search, language) + location.hash);
  keepQuery();
}
