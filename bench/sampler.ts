import { sampleCache } from '../access-sampler/src/cache.js';
import { hashKey } from '../access-sampler/src/hash.js';
import { Sampler } from '../access-sampler/src/sampler.js';

/** Cost of the sampler in the application, for a key that it does not keep. Nothing listens at the address. */
const KEYS = 1_000;
const ROUNDS = 300;
const PASSES = 15;

const keys = Array.from({ length: KEYS }, (_, index) => `page:${1_000_000 + index}`);
const sampler = new Sampler({ url: 'http://127.0.0.1:9', stream: 'bench', rate: 1e-9, interval: 1_000_000 });
const values = new Map(keys.map((key) => [key, 'x']));
const sampled = sampleCache(new Map(values), sampler);

const microseconds = (work: (key: string) => unknown): number => {
  let best = Infinity;
  for (let pass = 0; pass < PASSES; pass++) {
    const before = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) for (const key of keys) work(key);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / keys.length / ROUNDS);
  }
  return best;
};

let kept = 0;
const check = microseconds((key) => {
  sampler.count();
  if (sampler.hashOf(key) >= 0) kept++;
});
const plain = microseconds((key) => values.get(key));
const wrapped = microseconds((key) => sampled.get(key));
const result = {
  hashMicroseconds: round(microseconds(hashKey)),
  notKeptMicroseconds: round(check),
  mapGetMicroseconds: round(plain),
  sampledMapGetMicroseconds: round(wrapped),
  addedMicroseconds: round(wrapped - plain),
  kept,
};
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`,
);

function round(value: number): number {
  return Number(value.toFixed(4));
}
