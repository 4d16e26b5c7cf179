import { lookupsBefore, NO_PREFIX, OPERATION, OUTCOME, type AccessWindow } from './access-window.js';

/**
 * The operations of a window in order, on sampled keys numbered 0 … keys−1. Fills that follow a miss are left out:
 * a simulated cache fills by itself, with the size and the time to live that the look-up carries here.
 */
export interface StreamTrace {
  keys: number;
  ids: Uint32Array;
  /** Seconds since the start of the window. */
  times: Float64Array;
  /** Bytes; 0 where no operation told it. */
  sizes: Float64Array;
  /** Seconds; 0 is for ever. */
  ttls: Float64Array;
  /** Codes of `OPERATION`; `set` is an overwriting without a miss before. */
  operations: Uint8Array;
  /** Prefix number of each key, `NO_PREFIX` where it has none. */
  prefixOf: Uint16Array;
  prefixes: string[];
  /** Share of the keys that are in the trace. */
  rate: number;
  /** Misses count from this operation on; those before it warm the simulated caches. */
  countFrom: number;
  /** Seconds that count. */
  seconds: number;
  /** Look-ups that count: those of the sample, those of all keys, and how the real cache answered those of the sample. */
  counted: { sampled: number; all: number; hits: number; misses: number };
}

/** Part of a window that only warms the caches: what it lacks of the past would count as misses. */
const WARM_UP = 0.5;

/** The trace of a window. */
export function streamTrace(window: AccessWindow, obeysTtl: boolean): StreamTrace {
  const order = Uint32Array.from({ length: window.times.length }, (_, index) => index);
  if (!ascending(window.times)) order.sort((a, b) => window.times[a]! - window.times[b]! || a - b);
  const keys = numberKeys(window, order);
  const kept = dropFills(window, order, keys.ids);
  const trace = columns(window, order, kept, keys);
  if (!obeysTtl) trace.ttls.fill(0);
  return trace;
}

interface Numbered {
  count: number;
  /** By position in order. */
  ids: Uint32Array;
}

function ascending(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index++) if (times[index]! < times[index - 1]!) return false;
  return true;
}

function numberKeys({ hashes }: AccessWindow, order: Uint32Array): Numbered {
  const numbers = new Map<number, number>();
  const ids = order.map((index) => {
    const hash = hashes[index]!;
    const known = numbers.get(hash);
    if (known !== undefined) return known;
    numbers.set(hash, numbers.size);
    return numbers.size - 1;
  });
  return { count: numbers.size, ids };
}

/** Positions of all operations but the sets that answer a miss of the same key. */
function dropFills({ operations, outcomes }: AccessWindow, order: Uint32Array, ids: Uint32Array): number[] {
  const open = new Uint16Array(ids.length + 1);
  const kept: number[] = [];
  order.forEach((index, position) => {
    const id = ids[position]!;
    const operation = operations[index];
    if (operation === OPERATION.set && open[id]! > 0) {
      open[id]!--;
      return;
    }
    if (operation === OPERATION.get && outcomes[index] === OUTCOME.miss) open[id] = Math.min(65_535, open[id]! + 1);
    kept.push(position);
  });
  return kept;
}

function columns(window: AccessWindow, order: Uint32Array, kept: readonly number[], keys: Numbered): StreamTrace {
  const { from, to, rate, prefixes, lost } = window;
  const filled = fillValues(window, order, keys);
  const start = from + WARM_UP * (to - from);
  const countFrom = kept.findIndex((position) => window.times[order[position]!]! >= start);
  const at = (read: (index: number, position: number) => number) =>
    Float64Array.from(kept, (position) => read(order[position]!, position));
  const all = (window.lookups.at(-1)?.count ?? 0) - lookupsBefore(window, start);
  const trace: StreamTrace = {
    keys: keys.count,
    ids: Uint32Array.from(kept, (position) => keys.ids[position]!),
    times: at((index) => window.times[index]! - from),
    sizes: at((_, position) => filled.sizes[position]!),
    ttls: at((_, position) => filled.ttls[position]!),
    operations: Uint8Array.from(kept, (position) => window.operations[order[position]!]!),
    prefixOf: new Uint16Array(keys.count).fill(NO_PREFIX),
    prefixes,
    rate,
    countFrom: countFrom < 0 ? kept.length : countFrom,
    seconds: to - start,
    counted: { sampled: 0, all: Math.max(0, all - (lost / rate) * (1 - WARM_UP)), hits: 0, misses: 0 },
  };
  order.forEach((index, position) => {
    if (window.prefixNumbers[index] !== NO_PREFIX) {
      trace.prefixOf[keys.ids[position]!] = window.prefixNumbers[index]!;
    }
  });
  countLookups(trace, window, order, kept);
  return trace;
}

/** Size and time to live that a fill would have at each position: those told last for the key, else those told next. */
function fillValues({ sizes, ttls, operations }: AccessWindow, order: Uint32Array, { count, ids }: Numbered) {
  const result = { sizes: new Float64Array(ids.length), ttls: new Float64Array(ids.length) };
  const size = new Float64Array(count);
  const ttl = new Float64Array(count).fill(-1);
  const look = (position: number) => {
    const index = order[position]!;
    const id = ids[position]!;
    if (sizes[index]! > 0) size[id] = sizes[index]!;
    // a look-up may tell a time to live, but only a set tells that there is none
    if (ttls[index]! > 0 || operations[index] === OPERATION.set) ttl[id] = ttls[index]!;
  };
  for (let position = ids.length - 1; position >= 0; position--) look(position);
  for (let position = 0; position < ids.length; position++) {
    look(position);
    result.sizes[position] = size[ids[position]!]!;
    result.ttls[position] = Math.max(0, ttl[ids[position]!]!);
  }
  return result;
}

function countLookups(trace: StreamTrace, window: AccessWindow, order: Uint32Array, kept: readonly number[]): void {
  const { counted, operations, countFrom } = trace;
  for (let at = countFrom; at < kept.length; at++) {
    if (operations[at] !== OPERATION.get) continue;
    counted.sampled++;
    const outcome = window.outcomes[order[kept[at]!]!];
    if (outcome === OUTCOME.hit) counted.hits++;
    else if (outcome === OUTCOME.miss) counted.misses++;
  }
  // without counts of the sampler the sample is all that is known
  counted.all = counted.all > 0 ? Math.max(counted.all, counted.sampled) : counted.sampled / trace.rate;
}
