/** References kept between two shipments: what comes on top is counted as lost. */
export const BATCH_ROOM = 2_000;
const MOST_PREFIXES = 200;
const LONGEST_PREFIX = 100;

/** Codes on the wire, see docs/access-streams.md. */
export const OPERATION = { get: 0, set: 1, delete: 2, update: 3 } as const;
export const OUTCOME = { unknown: 0, hit: 1, miss: 2 } as const;

/** References on their way to the exporter, in columns that are filled again and again. */
export class Batch {
  length = 0;
  /** Look-ups of all keys, and references without room. */
  lookups = 0;
  lost = 0;
  private readonly prefixes = new Map<string, number>();
  private readonly hashes = new Uint32Array(BATCH_ROOM);
  private readonly times = new Float64Array(BATCH_ROOM);
  private readonly operations = new Uint8Array(BATCH_ROOM);
  private readonly outcomes = new Uint8Array(BATCH_ROOM);
  private readonly sizes = new Float64Array(BATCH_ROOM);
  private readonly ttls = new Float64Array(BATCH_ROOM);
  private readonly prefixNumbers = new Int16Array(BATCH_ROOM);

  add(hash: number, operation: number, outcome: number, size: number, ttl: number, prefix: string | undefined): void {
    if (this.length === BATCH_ROOM) {
      this.lost++;
      return;
    }
    const at = this.length++;
    this.hashes[at] = hash;
    this.times[at] = Date.now();
    this.operations[at] = operation;
    this.outcomes[at] = outcome;
    this.sizes[at] = size >= 0 && size < 1e12 ? size : 0;
    this.ttls[at] = ttl >= 0 && ttl < 1e10 ? ttl : 0;
    this.prefixNumbers[at] = prefix === undefined ? -1 : this.prefixNumber(prefix);
  }

  clear(): void {
    this.length = 0;
    this.lookups = 0;
    this.lost = 0;
    this.prefixes.clear();
  }

  /** The body of the request. */
  toJson(rate: number): string {
    const column = (values: Iterable<number> & { subarray(from: number, to: number): Iterable<number> }) => [
      ...values.subarray(0, this.length),
    ];
    return JSON.stringify({
      rate,
      lookups: this.lookups,
      lost: this.lost,
      prefixes: [...this.prefixes.keys()],
      hash: column(this.hashes),
      time: column(this.times),
      operation: column(this.operations),
      outcome: column(this.outcomes),
      size: column(this.sizes),
      ttl: column(this.ttls),
      prefix: column(this.prefixNumbers),
    });
  }

  private prefixNumber(prefix: string): number {
    const cut = prefix.slice(0, LONGEST_PREFIX);
    const known = this.prefixes.get(cut);
    if (known !== undefined) return known;
    if (this.prefixes.size === MOST_PREFIXES) return -1;
    this.prefixes.set(cut, this.prefixes.size);
    return this.prefixes.size - 1;
  }
}
