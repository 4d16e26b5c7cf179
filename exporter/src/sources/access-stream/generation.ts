import { NO_PREFIX, type AccessWindow } from '../../analysis/caching/streams/access-window.js';

const FIRST_ROOM = 4_096;
const HASHES = 2 ** 32;
/** Counts of look-ups that are kept; when there are more, every other one goes. */
const MOST_COUNTS = 256;
const MOST_PREFIXES = 256;

/** One reference as it is stored; times in Unix seconds. */
export interface StoredReference {
  hash: number;
  time: number;
  size: number;
  ttl: number;
  operation: number;
  outcome: number;
  prefix: string | undefined;
}

/**
 * References since one moment, of the keys with hashes below a threshold. When there are too many references or keys the
 * threshold falls, and what is above it goes: the keys that stay are complete.
 */
export class Generation {
  /** Hashes at or above it are not kept. */
  threshold: number;
  length = 0;
  private keys = new Set<number>();
  private lookups: { time: number; count: number }[] = [];
  private lost = 0;
  private readonly prefixes = new Map<string, number>();
  private hashes = new Uint32Array(FIRST_ROOM);
  private times = new Float64Array(FIRST_ROOM);
  private sizes = new Float32Array(FIRST_ROOM);
  private ttls = new Float32Array(FIRST_ROOM);
  private operations = new Uint8Array(FIRST_ROOM);
  private outcomes = new Uint8Array(FIRST_ROOM);
  private prefixNumbers = new Uint16Array(FIRST_ROOM);

  constructor(
    readonly from: number,
    private readonly limits: { keys: number; references: number },
    rate: number,
  ) {
    this.threshold = rate * HASHES;
  }

  get rate(): number {
    return Math.min(1, this.threshold / HASHES);
  }

  /** How full it is, 0 to 1. */
  get fill(): number {
    return Math.max(this.keys.size / this.limits.keys, this.length / this.limits.references);
  }

  /** Lowers the share of the keys that are kept. */
  limitRate(rate: number): void {
    if (rate * HASHES < this.threshold) this.lower(rate * HASHES);
  }

  /** Adds look-ups of all keys up to a time, and references that were sampled and lost. */
  count(time: number, lookups: number, lost: number): void {
    this.lost += lost;
    const last = this.lookups.at(-1);
    const count = (last?.count ?? 0) + lookups;
    if (last && time <= last.time) last.count = count;
    else this.lookups.push({ time, count });
    if (this.lookups.length > MOST_COUNTS)
      this.lookups = this.lookups.filter((_, index, { length }) => (length - index) % 2 === 1);
  }

  /** Keeps a reference, if its key is sampled. Returns whether it did. */
  add({ hash, time, size, ttl, operation, outcome, prefix }: StoredReference): boolean {
    if (hash >= this.threshold || time < this.from) return false;
    if (this.length === this.hashes.length) this.grow();
    const at = this.length++;
    this.hashes[at] = hash;
    this.times[at] = time;
    this.sizes[at] = size;
    this.ttls[at] = ttl;
    this.operations[at] = operation;
    this.outcomes[at] = outcome;
    this.prefixNumbers[at] = prefix === undefined ? NO_PREFIX : this.prefixNumber(prefix);
    this.keys.add(hash);
    const { limits } = this;
    while (this.keys.size > limits.keys || this.length > limits.references) this.lower(this.threshold * 0.75);
    return hash < this.threshold;
  }

  /** A copy of everything. */
  window(to: number): AccessWindow {
    const { length } = this;
    return {
      rate: this.rate,
      from: this.from,
      to,
      lookups: this.lookups.map((entry) => ({ ...entry })),
      lost: this.lost,
      prefixes: [...this.prefixes.keys()],
      hashes: this.hashes.slice(0, length),
      times: this.times.slice(0, length),
      sizes: Float64Array.from(this.sizes.subarray(0, length)),
      ttls: Float64Array.from(this.ttls.subarray(0, length)),
      operations: this.operations.slice(0, length),
      outcomes: this.outcomes.slice(0, length),
      prefixNumbers: this.prefixNumbers.slice(0, length),
    };
  }

  private prefixNumber(prefix: string): number {
    const known = this.prefixes.get(prefix);
    if (known !== undefined) return known;
    if (this.prefixes.size >= MOST_PREFIXES) return NO_PREFIX;
    this.prefixes.set(prefix, this.prefixes.size);
    return this.prefixes.size - 1;
  }

  private lower(threshold: number): void {
    this.threshold = Math.max(1, Math.floor(threshold));
    let kept = 0;
    for (let index = 0; index < this.length; index++) {
      if (this.hashes[index]! >= this.threshold) continue;
      for (const column of this.columns()) column[kept] = column[index]!;
      kept++;
    }
    this.length = kept;
    this.keys = new Set(this.hashes.subarray(0, kept));
  }

  private columns() {
    const { hashes, times, sizes, ttls, operations, outcomes, prefixNumbers } = this;
    return [hashes, times, sizes, ttls, operations, outcomes, prefixNumbers];
  }

  private grow(): void {
    const room = 2 * this.hashes.length;
    const wider = <T extends { set(from: T): void }>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.hashes = wider(new Uint32Array(room), this.hashes);
    this.times = wider(new Float64Array(room), this.times);
    this.sizes = wider(new Float32Array(room), this.sizes);
    this.ttls = wider(new Float32Array(room), this.ttls);
    this.operations = wider(new Uint8Array(room), this.operations);
    this.outcomes = wider(new Uint8Array(room), this.outcomes);
    this.prefixNumbers = wider(new Uint16Array(room), this.prefixNumbers);
  }
}
