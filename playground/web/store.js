// @ts-check
// The page's one state: an object that is replaced, never patched, and painted once a frame.

/**
 * @typedef {object} State
 * @property {any} catalogue what can be chosen, or null until it has come
 * @property {any} status the server's last word on the run
 * @property {any} scene points, layers and labels of the running generation
 * @property {any} frame the newest frame, decoded
 * @property {import("./timeline.js").Moments} moments frames of this generation, kept to look back
 * @property {any} looking the kept frame that is shown instead of the newest, or null
 * @property {{generation: number, line: number|null, ceiling: number|null}|null} marks accuracies to measure by
 * @property {import("./history.js").Rows} rows loss history of this generation
 * @property {import("./history.js").Rows|null} besideRows the same of the right side of a comparison
 * @property {import("./comparing.js").Side} side whose settings the controls show, where two are compared
 * @property {import("./history.js").Rows[]} ghosts histories behind the curves: the one before, or those chosen
 * @property {import("./runs.js").Run[]} runs the curves of earlier starts, the newest first
 * @property {{log: boolean, memory: number}} curves how curves are drawn: log loss, smoothing
 * @property {"connecting"|"open"|"lost"|"refused"} connection
 * @property {string|null} error what the server refused
 * @property {string} device
 * @property {any} palette
 * @property {number} resized counts changes of the layout
 * @property {boolean} sheet the controls are open (on a phone)
 * @property {boolean} details the measures beside accuracy are shown
 * @property {boolean} pausing Pause was pressed and the server has not answered yet
 * @property {import("./targets.js").Target|null} hover the neuron, link or bias pointed at
 * @property {import("./drawing.js").Editing|null} pen how points are being edited
 * @property {import("./drawing.js").Draft|null} draft points that the run does not have yet
 * @property {string} own the newest own points, kept while another data set is shown
 * @property {import("./lens.js").Lens|null} lens the point that is followed through the network
 * @property {any} passes what the server said about it
 * @property {import("./targets.js").Target|null} pinned the neuron that the field keeps
 * @property {import("./targets.js").Target|null} editing the link or bias whose window is open
 */

/** @typedef {{element?: Element, render: (state: State, before: State, now: number) =>
 *   boolean|void}} Part a part of the page; a true answer asks for one more frame */

/**
 * Hold the state and paint it: the one requestAnimationFrame loop, idle when nothing changed.
 * @param {State} initial
 * @param {(state: State, before: State, now: number) => boolean} paint true asks for another frame
 * @returns {{get: () => State, painted: () => State, replace: (changes: Partial<State>) => void,
 *   repaint: () => void, stop: () => void}} `painted` is what is on the screen: `get` may be one paint ahead
 */
export function createStore(initial, paint) {
  let state = Object.freeze(initial);
  let painted = state;
  let request = 0;
  let stopped = false;

  /** @param {number} now */
  function tick(now) {
    request = 0;
    const [current, before] = [state, painted];
    painted = current;
    if (paint(current, before, now)) schedule();
  }

  function schedule() {
    if (request === 0 && !stopped) request = requestAnimationFrame(tick);
  }

  return {
    get: () => state,
    /** All of it once more, for parts that are new. */
    repaint() {
      painted = Object.freeze(initial);
      schedule();
    },
    painted: () => painted,
    replace(changes) {
      state = Object.freeze({ ...state, ...changes });
      schedule();
    },
    stop() {
      stopped = true;
      cancelAnimationFrame(request);
    },
  };
}
