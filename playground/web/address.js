// @ts-check
// The address bar says what runs: loading pushes an entry, dragging replaces the one there is.

import { keepQuery } from "./resume.js";

const OURS = ["v", "preset"];

/**
 * The search part of an address: what belongs to others (embed= …) stays, ours is the query.
 * @param {string} search the present one
 * @param {string} query canonical, without its question mark
 * @param {Set<string>} keys the query keys that are ours
 * @returns {string}
 */
export function mergeSearch(search, query, keys) {
  const foreign = search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part && !keys.has(decodeURIComponent(part.split("=")[0])));
  const merged = [...(query ? [query] : []), ...foreign].join("&");
  return merged ? `?${merged}` : "";
}

/**
 * The keys of the address that are ours to write.
 * @param {any} catalogue
 * @returns {Set<string>}
 */
export function ourKeys(catalogue) {
  const keys = catalogue?.fields.map((/** @type {any} */ field) => field.key ?? field.query) ?? [];
  return new Set([...OURS, ...keys]);
}

/**
 * Follow the run's status with the address, and hand Back and Forward to the run.
 * @param {(intent: object) => void} send
 * @returns {{follow: (status: any, catalogue: any) => void, stop: () => void}}
 */
export function createAddress(send) {
  /** @type {unknown} */
  let followed = null;

  function walked() {
    keepQuery();
    send({ type: "load", query: location.search, push: false });
  }

  window.addEventListener("popstate", walked);
  return {
    follow(status, catalogue) {
      if (status === followed || !catalogue) return;
      followed = status;
      if (status.navigate === "none" || typeof status.query !== "string") return;
      const search = mergeSearch(location.search, status.query, ourKeys(catalogue));
      if (search === location.search) return;
      const url = location.pathname + search + location.hash;
      if (status.navigate === "push") history.pushState(history.state, "", url);
      else history.replaceState(history.state, "", url);
      keepQuery();
    },
    stop: () => window.removeEventListener("popstate", walked),
  };
}
