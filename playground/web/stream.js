// @ts-check
// The socket: hello, acknowledgement after painting, and coming back after a lost connection.

import { decode } from "./frames.js";
import { forgetRun, keepRun, mintToken, releaseRun, resumable } from "./resume.js";

const PROTOCOL = 1;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4000;
const JITTER = 0.3; // so that a room full of pages does not come back in one instant
const REPLACED = 4409; // a newer socket took this run
const UNKNOWN = 4401;
const REFUSED = 4403; // wrong origin: trying again cannot help
const MAX_MESSAGE_BYTES = 16000;

/**
 * @typedef {object} Listener
 * @property {(message: any) => void} text
 * @property {(message: any) => void} binary
 * @property {(connection: "connecting"|"open"|"lost"|"refused") => void} connection
 * @property {() => string} query what a fresh run should be started from
 */

/**
 * Keep one socket to the run of this page, for as long as the page lives.
 * @param {{socket: string}} data
 * @param {Listener} listener
 * @returns {{send: (intent: object) => boolean, ack: (seq: number) => void, close: () => void}}
 */
export function openStream(data, listener) {
  let token = mintToken();
  let delay = FIRST_DELAY_MS;
  let closed = false;
  let timer = 0;
  /** @type {WebSocket|null} */
  let socket = null;
  /** @type {string|null} the run this page held before it was loaded again */
  let resume = null;

  async function start() {
    resume = await resumable();
    connect();
  }

  function connect() {
    clearTimeout(timer);
    if (closed) return;
    const url = new URL(data.socket, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const opened = new WebSocket(url);
    opened.binaryType = "arraybuffer";
    opened.onopen = () => hello(opened);
    opened.onmessage = (event) => opened === socket && receive(event.data);
    opened.onclose = (event) => opened === socket && lost(event.code);
    socket = opened;
  }

  /** @param {WebSocket} opened */
  function hello(opened) {
    const query = listener.query();
    opened.send(JSON.stringify({ type: "hello", protocol: PROTOCOL, token, resume, query }));
    if (document.hidden) send({ type: "visible", visible: false });
  }

  /** @param {string|ArrayBuffer} message */
  function receive(message) {
    if (typeof message !== "string") return listener.binary(decode(message));
    const parsed = JSON.parse(message);
    if (parsed.type === "welcome") {
      token = parsed.token ?? token;
      resume = null; // from here on this page is known by its own token
      delay = FIRST_DELAY_MS;
      keepRun(token);
      listener.connection("open");
    }
    listener.text(parsed);
  }

  /** @param {number} code */
  function lost(code) {
    socket = null;
    if (code === REPLACED || code === UNKNOWN) {
      // Another page holds that run now: leave it alone and go on with one of our own.
      token = mintToken();
      resume = null;
      forgetRun();
    }
    listener.connection(code === REFUSED ? "refused" : "lost");
    if (closed || code === REFUSED) return;
    timer = window.setTimeout(connect, delay * (1 - JITTER / 2 + JITTER * Math.random()));
    delay = Math.min(2 * delay, LONGEST_DELAY_MS);
  }

  /** @param {object} intent */
  function send(intent) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    const text = JSON.stringify(intent);
    if (text.length > MAX_MESSAGE_BYTES) return false;
    socket.send(text);
    return true;
  }

  const seen = () => send({ type: "visible", visible: !document.hidden });
  const online = () => socket === null && connect();
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", online);
  start();

  return {
    send,
    ack: (seq) => void send({ type: "ack", seq }),
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", online);
      releaseRun();
      socket?.close();
      socket = null;
    },
  };
}
