// @ts-check
// A slider over the whole run: dragging it shows any moment that was kept, and replays them.

import { describe, h, icon, ICONS, setAttributeOnce } from "./dom.js";
import { prefersStillness } from "./flow.js";
import { formatEpoch, formatLoss } from "./format.js";
import { t } from "./text.js";
import { placeOf } from "./timeline.js";

const REPLAY_PERIOD_MS = 100;
const STILL_PERIOD_MS = 1000; // for who wants no motion: one picture, then another
const GROW_PERIOD_MS = 100; // while training adds moments
const FEWEST = 2; // moments: with less there is nothing to look back at
const HELP = {
  scrub: "Drag back to any moment of this run. Arrow keys go from moment to moment, End returns.",
  replay: "Show the run again from here, moment by moment.",
  newest: "Return to the newest moment.",
};

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement}}
 */
export function createScrubber(actions) {
  const still = prefersStillness();
  const input = h("input", { type: "range", min: 0, step: 1, "aria-label": "Moment of the run" });
  const replay = key("Replay", HELP.replay, ICONS.replay, toggleReplay);
  const newest = key("Newest", HELP.newest, ICONS.newest, () => go(Infinity));
  const element = h("div.scrubber.slider", { role: "group", "aria-label": "Looking back" }, replay, input, newest);
  describe(input, HELP.scrub);
  let shownAt = -Infinity;
  /** @type {unknown[]} */
  let shown = [];
  let turnedAt = -1; // when the replay last turned a page; below zero: it stands still

  /** @param {number} index from the last one on: the newest */
  function go(index) {
    const { frames } = actions.state().moments;
    actions.look(index < frames.length - 1 ? frames[Math.max(0, index)] : null);
  }

  function stop() {
    turnedAt = -1;
    actions.wake();
  }

  function toggleReplay() {
    if (turnedAt >= 0) return stop();
    turnedAt = performance.now();
    if (!actions.state().looking) go(0);
    actions.wake();
  }

  input.addEventListener("input", () => {
    stop();
    go(input.valueAsNumber);
  });
  newest.addEventListener("click", stop);

  return {
    element,
    render({ moments, looking, scene }, before, now) {
      if (before.looking && !looking) turnedAt = -1; // at its end, or the run went on
      if (turnedAt >= 0 && now - turnedAt >= (still() ? STILL_PERIOD_MS : REPLAY_PERIOD_MS)) {
        turnedAt = now;
        go(placeOf(moments, looking) + 1);
      }
      showReplay(replay, turnedAt >= 0);
      const wanted = [looking, scene, moments];
      if (wanted.every((part, index) => part === shown[index])) return turnedAt >= 0;
      const grown = looking === shown[0] && scene === shown[1];
      if (grown && now - shownAt < GROW_PERIOD_MS) return true;
      [shown, shownAt] = [wanted, now];
      newest.disabled = !looking;
      const last = moments.frames.length - 1;
      const own = moments.generation === scene?.generation && last + 1 >= FEWEST;
      replay.disabled = input.disabled = !own;
      const place = placeOf(moments, looking);
      input.max = String(Math.max(1, last));
      input.value = String(own ? place : 1);
      input.style.setProperty("--share", String(own ? place / last : 1));
      setAttributeOnce(input, "aria-valuetext", own ? spoken(moments.frames[place]) : "nothing to look back at yet");
      return turnedAt >= 0;
    },
  };
}

/**
 * @param {string} label
 * @param {string} help
 * @param {string} path
 * @param {() => void} onclick
 * @returns {HTMLButtonElement}
 */
function key(label, help, path, onclick) {
  return describe(h("button.quiet", { type: "button", "aria-label": label, onclick }, icon(path)), help);
}

/** @param {HTMLButtonElement} button @param {boolean} running */
function showReplay(button, running) {
  const name = t(running ? "Stop the replay" : "Replay");
  if (button.getAttribute("aria-label") === name) return;
  setAttributeOnce(button, "aria-label", name);
  button.replaceChildren(icon(running ? ICONS.stop : ICONS.replay));
}

/** @param {any} frame */
const spoken = (frame) => t("epoch {epoch}, loss {loss}", { epoch: formatEpoch(frame.epoch), loss: formatLoss(frame.train_loss) });
