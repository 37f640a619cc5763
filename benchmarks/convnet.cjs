// Trains with ConvNetJS what the other contestants train; reads and writes JSON (contestants.py).
const fs = require("node:fs");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
// Its build says `var convnetjs` and looks for a module's exports: plain require will do.
const convnetjs = require(`${asked.folder}/node_modules/convnetjs/build/convnet.js`);

const REPEATS = 5;
const REPEAT_S = 0.2;

const net = new convnetjs.Net();
net.makeLayers([
  { type: "input", out_sx: 1, out_sy: 1, out_depth: 2 },
  ...asked.hidden.map((units) => ({ type: "fc", num_neurons: units, activation: "tanh" })),
  { type: "softmax", num_classes: 2 },
]);
const trainer = new convnetjs.SGDTrainer(net, {
  learning_rate: asked.rate,
  batch_size: asked.batch,
  momentum: 0,
  l2_decay: 0,
});
const points = asked.x.map((values) => new convnetjs.Vol(values));
const classes = asked.y.map((answer) => (answer > 0 ? 1 : 0));

/** Seconds for n steps, each of a batch. */
function train(n) {
  const began = process.hrtime.bigint();
  for (let i = 0; i < n * asked.batch; i++) {
    const at = i % points.length;
    trainer.train(points[at], classes[at]);
  }
  return Number(process.hrtime.bigint() - began) / 1e9;
}

const first_s = train(1);
let n = 64;
while (train(n) < REPEAT_S / 4) n *= 4;
n = Math.ceil((n * REPEAT_S) / train(n));
const rates = Array.from({ length: REPEATS }, () => n / train(n));
const peak_mb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ rates, first_s, peak_mb }));
