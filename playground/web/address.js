// @ts-check
// The address bar says what runs: loading pushes an entry, dragging replaces the one there is.

import { keepQuery } from "./resume.js";

// Streamlit's own; anything else that is not of the query would be refused when the page is loaded.
const FOREIGN = new Set(["embed", "embed_options"]);

/**
 * The search part of an address: what belongs to Streamlit stays, ours is the query.
 * @param {string} search the present one
 * @param {string} query canonical, without its question mark
 * @returns {string}
 */
export function mergeSearch(search, query) {
  const foreign = search.replace(/^\?/, "").split("&").filter((part) => FOREIGN.has(part.split("=")[0]));
  const merged = [...(query ? [query] : []), ...foreign].join("&");
  return merged ? `?${merged}` : "";
}

/**
 * Follow the run's status with the address, and hand Back and Forward to the run.
 * @param {(intent: object) => void} send
 * @returns {{follow: (status: any) => void, stop: () => void}}
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
    follow(status) {
      if (status === followed) return;
      followed = status;
      if (status.navigate === "none" || typeof status.query !== "string") return;
      const search = mergeSearch(location.search, status.query);
      if (search === location.search) return;
      const url = location.pathname + search + location.hash;
      if (status.navigate === "push") history.pushState(history.state, "", url);
      else history.replaceState(history.state, "", url);
      keepQuery();
    },
    stop: () => window.removeEventListener("popstate", walked),
  };
}
