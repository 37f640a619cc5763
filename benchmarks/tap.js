// Listens at the page's socket: which frame came, which was painted (acknowledged) and when.
// `bench.expect` waits for what a person's next key or click brings: its first frame, and its
// first frame in which the network has moved.
(() => {
  const bench = { painted: [], since: null, watch: () => {} };
  const headers = new Map();
  const read = (data) => {
    const length = new DataView(data).getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 8, length)));
    if (header.kind === "frame") headers.set(header.seq, header);
  };
  const paint = ({ seq }) => {
    const { generation, step, epoch } = headers.get(seq);
    for (const older of headers.keys()) if (older <= seq) headers.delete(older);
    bench.painted.push({ generation, step, epoch, at: performance.now() });
    bench.watch(bench.painted.at(-1));
  };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...parts) {
      super(...parts);
      this.addEventListener("message", ({ data }) => data instanceof ArrayBuffer
        && new TextDecoder().decode(new Uint8Array(data, 0, 4)) === "NPF1" && read(data));
    }
    send(data) {
      super.send(data);
      if (typeof data === "string" && data.startsWith('{"type":"ack"')) paint(JSON.parse(data));
    }
  };
  for (const type of ["keydown", "click", "input", "change"])
    window.addEventListener(type, (event) => { bench.since ??= event.timeStamp; }, true);
  bench.expect = (fresh) => {
    const before = bench.painted.at(-1);
    let first = null;
    bench.since = null;
    bench.found = new Promise((found, missed) => {
      setTimeout(() => missed(new Error("no such frame was painted")), 60_000);
      bench.watch = ({ generation, step, at }) => {
        if (bench.since === null || (fresh && generation <= before.generation)) return;
        first ??= at - bench.since;
        if (step === 0) return;
        bench.watch = () => {};
        found({ first, moving: at - bench.since });
      };
    });
  };
  window.bench = bench;
})();
