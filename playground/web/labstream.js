// @ts-check
// The labs' socket: opened with the first question, and coming back after a lost connection.

import { decode } from "./frames.js";

const PROTOCOL = 1;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
const JITTER = 0.3; // so that a room full of pages does not come back in one instant
const MOST_CHARS = 15_000;
const REFUSED = 4403; // wrong origin: trying again cannot help

/**
 * What is said to who asked. Reports are whole: each takes the place of the one before.
 * @typedef {object} Ear
 * @property {(place: number) => void} queued so many others come first
 * @property {(share: number) => void} progress 0 to 1
 * @property {(report: import("./frames.js").Frame) => void} report
 * @property {() => void} done the last report is the answer
 * @property {(text: string) => void} failed
 * @property {(file: {name: string, bytes: Uint8Array}) => void} [file] what `take` brings
 */

/**
 * One socket for all labs of a page, and one question at a time in each: a new one ends the last.
 * @param {string} base the server's address of `/np`
 * @returns {{ask: (lab: string, request: object, ear: Ear) => void, cancel: (lab: string) => void,
 *   take: (lab: string, request: object) => void, close: () => void}}
 */
export function openLabs(base) {
  /** @type {Map<string, {id: number, request: object, ear: Ear, over: boolean}>} */
  const asked = new Map();
  /** @type {WebSocket|null} */
  let socket = null;
  let welcomed = false;
  let count = 0;
  let delay = FIRST_DELAY_MS;
  let timer = 0;
  let closed = false;

  function connect() {
    clearTimeout(timer);
    if (closed) return;
    const url = new URL(`${base}/labs`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const opened = new WebSocket(url);
    opened.binaryType = "arraybuffer";
    opened.onopen = () => opened.send(JSON.stringify({ type: "hello", protocol: PROTOCOL }));
    opened.onmessage = (event) => opened === socket && receive(event.data);
    opened.onclose = (event) => opened === socket && lost(event.code);
    socket = opened;
  }

  /** @param {string|ArrayBuffer} message */
  function receive(message) {
    const told = typeof message === "string" ? JSON.parse(message) : decode(message);
    if (told.type === "welcome") return greet();
    const question = asked.get(told.lab);
    if (!question || (told.id !== null && told.id !== question.id)) return; // of one before
    const { ear } = question;
    if (told.kind === "file") ear.file?.({ name: told.name, bytes: told.arrays.content });
    else if (told.kind === "report") ear.report(told);
    else if (told.type === "queued") ear.queued(told.place);
    else if (told.type === "progress") ear.progress(told.share);
    else if (told.type === "done") ear.done();
    else if (told.type === "error") ear.failed(String(told.text));
    question.over ||= told.type === "done" || told.type === "error";
  }

  /** What was not answered before the connection was lost is asked again. */
  function greet() {
    welcomed = true;
    delay = FIRST_DELAY_MS;
    for (const [lab, { id, request, over }] of asked) if (!over) send({ type: "lab", lab, id, ...request });
  }

  /** @param {number} code */
  function lost(code) {
    socket = null;
    welcomed = false;
    if (closed || code === REFUSED || ![...asked.values()].some(({ over }) => !over)) return;
    timer = window.setTimeout(connect, delay * (1 - JITTER / 2 + JITTER * Math.random()));
    delay = Math.min(2 * delay, LONGEST_DELAY_MS);
  }

  /** @param {object} message */
  function send(message) {
    if (welcomed && socket) socket.send(JSON.stringify(message));
    else if (!socket) connect(); // with the welcome it is asked again
  }

  return {
    ask(lab, request, ear) {
      const id = ++count;
      if (JSON.stringify(request).length > MOST_CHARS) return ear.failed("These are too many points of your own to send them to the labs.");
      asked.set(lab, { id, request, ear, over: false });
      send({ type: "lab", lab, id, ...request });
    },
    cancel(lab) {
      if (asked.delete(lab) && welcomed) send({ type: "cancel", lab });
    },
    take(lab, request) {
      if (welcomed) send({ type: "take", lab, ...request });
      else asked.get(lab)?.ear.failed("The connection was lost; ask once more.");
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
