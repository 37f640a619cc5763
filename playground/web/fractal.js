// @ts-check
// The fractal of trainability: which rates learn and which diverge, to zoom into.

import { describe, h, setHidden, setText } from "./dom.js";
import { AXES, createLegend, createSetting, FIELDS, FORMULA, key, pixelText, STORY, summaryOf } from "./fractalparts.js";
import { createPicture } from "./fractalpicture.js";
import { createReplay } from "./fractalreplay.js";
import { allowed, closeness, HOME, narrowest, pixelAt, rateText, within, zoomed } from "./fractalwindow.js";
import { createOverlay } from "./overlay.js";
import { t } from "./text.js";

/** @typedef {import("./fractalwindow.js").Window} Window */

/**
 * @param {any} actions
 * @returns {import("./store.js").Part & {element: HTMLElement, open: () => void, stop: () => void}}
 */
export function createFractal(actions) {
  /** @type {Record<string, any>} */
  const settings = { axes: "rates", network: "2-4-2-1", points: 16, steps: 500, size: 128 };
  /** @type {Window[]} the whole first, what is shown last */
  let trail = [HOME.rates];
  /** @type {any} the newest report, with the window that it shows */
  let told = null;
  let working = false;

  const picture = createPicture({
    zoom: (square) => go(within(here(), square)),
    by: (factor, place) => (factor > 1 ? back(factor) : go(zoomed(here(), factor, place))),
    pick, back: () => back(4), home: () => goTo(0), point,
  });
  const replay = createReplay(actions, () => overlay.close());
  const menus = FIELDS.map((field) => createSetting(field, settings, changed));
  const work = describe(h("button.button.small", { type: "button", onclick: () => (working ? cancel() : ask()) }), "Draw the picture again, or stop drawing it.");
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Progress of the picture" });
  const state = h("span.fractal-state");
  const error = h("p.fractal-error", { role: "alert", hidden: true });
  const trailBox = h("nav.fractal-trail", { "aria-label": "Where the picture is" });
  const ends = ["left", "right", "low", "high"].map((end) => h(`span.fractal-${end}`));
  const names = ["across", "up"].map((way) => h(`span.fractal-${way}`));
  const pointed = h("p.fractal-pointed");
  const spoken = h("p.unseen", { role: "status" });
  const summary = h("p.fractal-summary", { role: "status" });
  const limit = h("p.fractal-limit", { hidden: true }, "Here float32 ends the zoom: neighbouring pixels would train with the same rates.");
  const keys = h("div.fractal-keys", {},
    key("Zoom in", "Four times as close to the middle.", () => go(zoomed(here(), 0.25, { x: 0.5, y: 0.5 }))),
    key("Zoom out", "Back to the picture before, or four times as far.", () => back(4)),
    key("Whole picture", "Back to the first picture.", () => goTo(0)), work);
  const legend = createLegend();
  const overlay = createOverlay("The fractal of trainability", h("p.fractal-story", {}, STORY),
    h("div.fractal-settings", {}, ...menus),
    h("div.fractal-work", {},
      h("div.fractal-chart", {}, names[1], ends[3], ends[2], picture.element, ends[0], names[0], ends[1]),
      h("div.fractal-beside", {}, trailBox, keys, h("div.fractal-progress", {}, bar, state, summary), error, limit, legend.element, pointed, replay.element,
        h("details.fractal-formula", {}, describe(h("summary", {}, "What the colours mean exactly"), "The formula of a pixel's colour."), h("p", {}, FORMULA)))),
    spoken);
  overlay.element.classList.add("fractal");
  overlay.element.addEventListener("close", () => {
    cancel();
    actions.labs.cancel("pixel");
    replay.stop();
  });

  const here = () => trail[trail.length - 1];
  const finished = () => told?.share === 1 && told.window === here();
  const dark = () => Boolean(actions.state().palette?.dark);

  /** @param {Window} window */
  function go(window) {
    const next = allowed(window, settings.size);
    if (next.span < here().span) trail.push(next);
    arrive();
  }

  /** @param {number} factor how much farther, where there is no picture before */
  function back(factor) {
    if (trail.length > 1) trail.pop();
    else trail = [allowed(zoomed(here(), factor, { x: 0.5, y: 0.5 }), settings.size)];
    arrive();
  }

  /** @param {number} place in the trail */
  function goTo(place) {
    trail = place ? trail.slice(0, place + 1) : [HOME[settings.axes]];
    arrive();
  }

  function arrive() {
    picture.move(here());
    showWhere();
    ask();
  }

  /** @param {string} name */
  function changed(name) {
    if (name === "axes") {
      told = null;
      trail = [HOME[settings.axes]];
    } else trail[trail.length - 1] = allowed(here(), settings.size);
    arrive();
  }

  function ask() {
    const window = here();
    setWorking(true);
    setHidden(error, true);
    actions.labs.ask("fractal", { ...settings, ...window }, {
      queued: (/** @type {number} */ n) => setText(state, t("waiting; before it: {n}", { n })),
      progress: advance,
      report(/** @type {any} */ report) {
        told = { ...report, window, settings: { ...settings } };
        picture.show(report.arrays.values, report.size, window, dark());
        advance(report.share);
      },
      done() {
        setWorking(false);
        setText(summary, summaryOf(told));
      },
      failed(/** @type {string} */ text) {
        setWorking(false);
        setText(error, text);
        setHidden(error, false);
      },
    });
  }

  function cancel() {
    actions.labs.cancel("fractal");
    setWorking(false);
  }

  /** @param {number} share */
  function advance(share) {
    bar.value = share;
    setText(state, `${Math.round(100 * share)} %`);
  }

  /** @param {boolean} now */
  function setWorking(now) {
    working = now;
    overlay.element.dataset.working = String(now);
    setText(work, now ? "Stop" : "Draw again");
    setHidden(bar, !now);
    setHidden(work, !now && finished());
    if (!now) return setText(state, finished() ? "" : "stopped");
    advance(0);
    setText(summary, "");
  }

  /** @param {{x: number, y: number}} place */
  function pick(place) {
    const { size, ...rest } = settings;
    const { x, y } = pixelAt(here(), place, told && told.window === here() ? told.size : size);
    replay.waiting("This network trains once more …");
    actions.labs.ask("pixel", { ...rest, x, y }, {
      ...{ queued() {}, progress() {}, done() {} }, report: (/** @type {any} */ report) => replay.show(report, rest.axes),
      failed: replay.waiting,
    });
  }

  /** @param {{x: number, y: number}|null} place @param {boolean} aloud */
  function point(place, aloud) {
    const known = place && told && told.window === here();
    const said = known ? pixelText(told, place) : "";
    setText(pointed, said);
    if (aloud) setText(spoken, said);
  }

  function showWhere() {
    const { x, y, span } = here();
    const [low, high] = [(/** @type {number} */ from) => rateText(from, span), (/** @type {number} */ from) => rateText(from + span, span)];
    [low(x), high(x), low(y), high(y)].forEach((text, end) => setText(ends[end], text));
    names.forEach((name, way) => setText(name, AXES[settings.axes][way]));
    setHidden(limit, span > narrowest(settings.size) * 1.01);
    trailBox.replaceChildren(...trail.map((window, place) => {
      const text = place ? `${closeness(window, HOME[settings.axes])} ×` : "Whole";
      const button = h("button.quiet", { type: "button", onclick: () => goTo(place) }, text);
      if (place === trail.length - 1) button.setAttribute("aria-current", "true");
      return button;
    }));
  }

  return {
    element: overlay.element,
    stop: replay.stop,
    open() {
      overlay.open();
      showWhere();
      legend.dress(dark());
      if (!finished()) ask();
    },
    render({ palette }, before) {
      if (!overlay.element.open || palette === before.palette) return;
      legend.dress(dark());
      if (told) picture.show(told.arrays.values, told.size, told.window, dark());
      picture.move(here());
      replay.draw();
    },
  };
}
