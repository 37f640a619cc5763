// @ts-check
// What the server says, put into the state.

import { stillAhead } from "./drawing.js";
import { appendRows, lastEpoch, NO_ROWS } from "./history.js";
import { keepRun } from "./runs.js";
import { saveFile } from "./saving.js";
import { stillThere } from "./targets.js";
import { keepMoment } from "./timeline.js";
import { splitFrame, splitScene, withPictures } from "./versus.js";

const SHORTEST_GHOST = 2; // rows: less is no curve

/**
 * @param {{get: () => import("./store.js").State,
 *   replace: (changes: Partial<import("./store.js").State>) => void}} store
 * @param {(status: any) => void} follow hears every status, also those that no paint will show
 * @param {(seq: number) => void} ack tells the server that a frame needs no painting
 */
export function receiver(store, follow, ack) {
  /** @type {Record<number, any>} what each start was trained with at last */
  let settings = {};

  /** @type {Record<string, (message: any) => void>} */
  const texts = {
    welcome: (message) => store.replace({ device: message.device ?? "", error: null }),
    status(status) {
      follow(status);
      settings = { ...settings, [status.generation]: settingsOf(status) };
      const pausing = store.get().pausing && status.state === "running";
      const draft = stillAhead(store.get().draft, status, store.get().scene, performance.now());
      const own = status.experiment.own_points || store.get().own;
      store.replace({ status, pausing, draft, own, device: status.device ?? store.get().device });
    },
    scene(told) {
      const scene = splitScene(told);
      const { hover, pinned, editing, lens, scene: old, status } = store.get();
      const draft = stillAhead(store.get().draft, status, scene, performance.now());
      const same = old?.generation === scene.generation; // new points: the pictures follow at once
      const { inputMaps = null, tables = null } = same ? old : {};
      const beside = same && scene.beside ? { ...old.beside, ...scene.beside } : scene.beside;
      store.replace({ scene: Object.freeze({ ...scene, inputMaps, tables, beside }), draft,
        hover: stillThere(scene, hover), pinned: stillThere(scene, pinned), editing: same ? editing : null,
        lens: lens && !scene.beside && (lens.point ?? 0) < scene.points.x.length ? lens : null, passes: null });
    },
    marks: (marks) => store.replace({ marks }),
    passes: (passes) => store.replace({ passes }),
    error: (message) => store.replace({ error: String(message.text), draft: null }),
  };

  /** @type {Record<string, (message: any) => void>} */
  const binaries = {
    inputs(message) {
      const { scene } = store.get();
      if (!scene || (message.generation ?? scene.generation) !== scene.generation) return;
      store.replace({ scene: Object.freeze(withPictures(scene, message.arrays)) });
    },
    file: ({ name, media_type: type, arrays }) => saveFile(name, new Blob([arrays.content], { type })),
    frame(told) {
      const frame = splitFrame(told);
      const { rows: before, besideRows: others, ghosts, pausing, moments, looking, runs } = store.get();
      const rows = appendRows(before, frame);
      const besideRows = frame.beside ? appendRows(others ?? NO_ROWS, frame.beside) : null;
      if (pausing && frame.state === "running") {
        // Sent before Pause came through: its losses count, but the picture stands still at once.
        store.replace({ rows, besideRows });
        ack(frame.seq);
        return;
      }
      const same = frame.generation === before.generation;
      const replaced = (!same || lastEpoch(rows) < lastEpoch(before)) && before.count >= SHORTEST_GHOST;
      const ended = replaced && !same ? endedRuns(settings[before.generation], [before, others]) : [];
      if (!same) settings = { [frame.generation]: settings[frame.generation] };
      store.replace({ frame, rows, besideRows, ghosts: replaced ? [before] : ghosts,
        runs: ended.reduceRight(keepRun, runs), moments: keepMoment(moments, frame),
        looking: looking?.generation === frame.generation ? looking : null });
    },
  };

  return {
    text: (/** @type {any} */ message) => texts[message.type]?.(message),
    binary: (/** @type {any} */ message) => binaries[message.kind]?.(message),
    connection: (/** @type {any} */ connection) => store.replace({ connection }),
  };
}

/** What a start is trained with, on each side. @param {any} status */
const settingsOf = ({ experiment, beside, query }) => [
  { experiment: { ...experiment, versus: "" }, query: query.replace(/&vs=[^&]*/, "") },
  ...(beside ? [beside] : []),
];

/**
 * The runs that a new start ends: one, or both sides of a comparison.
 * @param {any[]} settings
 * @param {(import("./history.js").Rows|null)[]} histories
 * @returns {import("./runs.js").Run[]}
 */
function endedRuns(settings = [], histories) {
  return settings.flatMap((own, side) => (histories[side] ? [{ ...own, rows: /** @type {any} */ (histories[side]) }] : []));
}
