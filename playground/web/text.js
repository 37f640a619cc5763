// @ts-check
// The page's own words: each stands in the code in English.

/**
 * Put in what varies: t("{n} neurons", { n: 8 }).
 * @param {string} text
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
