// @ts-check
// The address bar says what runs: loading pushes an entry, dragging replaces the one there is.

import { keepQuery } from "./resume.js";

const THEIRS = "https://playground.tensorflow.org/";
// Streamlit's own, the page's language, and those of view.js; anything else that is not of the query would be refused when the page is loaded.
const FOREIGN = new Set(["embed", "embed_options", "lang", "text"]);

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
    send({ type: "load", query: location.search + location.hash, push: false });
  }

  /** A link of theirs, pasted anywhere but into a field, opens. @param {ClipboardEvent} event */
  function pasted(event) {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    const typing = /** @type {HTMLElement} */ (event.composedPath()[0]).matches?.("input, textarea");
    if (typing || !text.startsWith(THEIRS)) return;
    event.preventDefault();
    send({ type: "load", query: text, push: true });
  }

  window.addEventListener("popstate", walked);
  window.addEventListener("paste", pasted);
  return {
    follow(status) {
      if (status === followed) return;
      followed = status;
      // What their program's part of an address said is from now on in our own.
      const imported = location.hash !== "" && Boolean(status.experiment?.tfplayground);
      if ((status.navigate === "none" && !imported) || typeof status.query !== "string") return;
      const search = mergeSearch(location.search, status.query);
      if (search === location.search && location.hash === "") return;
      const url = location.pathname + search;
      if (status.navigate === "push") history.pushState(history.state, "", url);
      else history.replaceState(history.state, "", url);
      keepQuery();
    },
    stop() {
      window.removeEventListener("popstate", walked);
      window.removeEventListener("paste", pasted);
    },
  };
}
