// @ts-check
// The address bar says what runs: loading pushes an entry, dragging replaces the one there is.

import { keepQuery } from "./resume.js";

const THEIRS = "https://playground.tensorflow.org/";
// A browser does much besides when its address changes: the picture of what changed comes first.
const AFTER_MS = 150;
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
  /** @type {any[]} statuses that the address does not say yet, in the order they came */
  let waiting = [];
  let timer = 0;

  function walked() {
    forget();
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

  function forget() {
    clearTimeout(timer);
    [waiting, timer] = [[], 0];
  }

  function catchUp() {
    const statuses = waiting;
    forget();
    statuses.forEach(say);
  }

  window.addEventListener("popstate", walked);
  window.addEventListener("paste", pasted);
  return {
    /** @param {any} status */
    follow(status) {
      // What their program's part of an address said is from now on in our own.
      const imported = location.hash !== "" && Boolean(status.experiment?.tfplayground);
      if ((status.navigate === "none" && !imported) || typeof status.query !== "string") return;
      waiting.push(status);
      timer ||= window.setTimeout(catchUp, AFTER_MS);
    },
    stop() {
      catchUp();
      window.removeEventListener("popstate", walked);
      window.removeEventListener("paste", pasted);
    },
  };
}

/** @param {{query: string, navigate: string}} status */
function say({ query, navigate }) {
  const search = mergeSearch(location.search, query);
  if (search === location.search && location.hash === "") return;
  const url = location.pathname + search;
  if (navigate === "push") history.pushState(history.state, "", url);
  else history.replaceState(history.state, "", url);
  keepQuery();
}
