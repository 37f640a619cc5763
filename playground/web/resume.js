// @ts-check
// Which run this tab held before it was loaded again: kept in sessionStorage, never in the address.

const RUN_KEY = "np-run";
const QUERY_KEY = "np-query";
const CHANNEL = "np-run";
const ANSWER_MS = 80;
const TOKEN_BYTES = 32;

/** @type {string|null} the run that this very page holds */
let held = null;
/** @type {BroadcastChannel|null} */
let channel = null;

/**
 * The token to resume by, or null. A duplicated tab is born with a copy of the first tab's
 * storage, so it asks around first; and an address typed into this tab asks for its own experiment.
 * @returns {Promise<string|null>}
 */
export async function resumable() {
  const token = read(RUN_KEY);
  if (!token || read(QUERY_KEY) !== location.search) return null;
  return (await heldElsewhere(token)) ? null : token;
}

/** @param {string} token */
export function keepRun(token) {
  held = token;
  write(RUN_KEY, token);
  keepQuery();
  listen();
}

/** Remember which address the kept run belongs to. */
export function keepQuery() {
  if (held) write(QUERY_KEY, location.search);
}

/** The stage is gone, the page is not: whoever mounts next may take the run up again. */
export function releaseRun() {
  held = null;
}

export function forgetRun() {
  held = null;
  write(RUN_KEY, "");
}

/**
 * A token nobody can guess: it names this page's run.
 * @returns {string}
 */
export function mintToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function listen() {
  if (channel || typeof BroadcastChannel === "undefined") return;
  channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (event) => {
    if (event.data?.ask && event.data.ask === held) channel?.postMessage({ mine: held });
  });
}

/**
 * @param {string} token
 * @returns {Promise<boolean>}
 */
function heldElsewhere(token) {
  if (typeof BroadcastChannel === "undefined") return Promise.resolve(false);
  const question = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    const answer = (/** @type {boolean} */ found) => {
      question.close();
      resolve(found);
    };
    question.onmessage = (event) => event.data?.mine === token && answer(true);
    question.postMessage({ ask: token });
    setTimeout(() => answer(false), ANSWER_MS);
  });
}

/** @param {string} key */
function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden; then a reload starts afresh
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function write(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}
