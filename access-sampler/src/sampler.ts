import { Batch, BATCH_ROOM, OPERATION, OUTCOME } from './batch.js';
import { hashKey } from './hash.js';
import { Shipment, type ShipmentOptions } from './shipment.js';

export interface SamplerOptions extends ShipmentOptions {
  /** Share of the keys that are kept, default 0.01. The exporter may ask for fewer. */
  rate?: number;
  /** Milliseconds between two shipments, default 5,000. */
  interval?: number;
  /** What keys are grouped by; default: what comes before the first `:` or `/`. Called for kept keys only. */
  prefixOf?: (key: string) => string | undefined;
}

export interface SamplerStatus {
  /** References that the exporter took, and those that were lost on the way. */
  sent: number;
  lost: number;
  /** Share of the keys that are kept now. */
  rate: number;
  /** Why the last shipment failed; absent when it did not. */
  problem?: string;
}

const HASHES = 2 ** 32;
/** Between two attempts while the exporter does not answer. */
const LONGEST_PAUSE_SECONDS = 15;

/**
 * Keeps every access to the keys with small hashes and ships them in the background. Memory is bounded, and nothing here throws
 * into the application or waits for the exporter: what cannot be sent is lost and counted.
 */
export class Sampler {
  private threshold: number;
  private rate: number;
  private filling = new Batch();
  private shipping = new Batch();
  private isShipping = false;
  private retryAt = 0;
  private failures = 0;
  private sent = 0;
  private lost = 0;
  private problem: string | undefined;
  private readonly wanted: number;
  private readonly shipment: Shipment;
  private readonly prefixOf: (key: string) => string | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(options: SamplerOptions) {
    const { rate = 0.01, interval = 5_000, prefixOf = firstPart } = options;
    if (!(rate > 0 && rate <= 1)) throw new RangeError('rate must be above 0 and at most 1');
    this.wanted = this.rate = rate;
    this.threshold = rate * HASHES;
    this.prefixOf = prefixOf;
    this.shipment = new Shipment(options);
    this.timer = setInterval(() => void this.flush(), interval);
    this.timer.unref();
  }

  /** Hash of a key that is kept, −1 of the others. */
  hashOf(key: string): number {
    const hash = hashKey(key);
    return hash < this.threshold ? hash : -1;
  }

  /** Counts a look-up. Call it for every one, kept or not. */
  count(lookups = 1): void {
    this.filling.lookups += lookups;
  }

  /** Notes an answered look-up of a kept key; the size is that of key and value in bytes. */
  lookup(hash: number, key: string, hit: boolean, size = 0): void {
    this.note(hash, key, OPERATION.get, hit ? OUTCOME.hit : OUTCOME.miss, size, 0);
  }

  /** Notes that a kept key was stored, with its time to live in seconds. */
  stored(hash: number, key: string, size: number, ttl: number): void {
    this.note(hash, key, OPERATION.set, OUTCOME.unknown, size, ttl);
  }

  /** Notes that a kept key was taken out of the cache. */
  removed(hash: number, key: string): void {
    this.note(hash, key, OPERATION.delete, OUTCOME.unknown, 0, 0);
  }

  /** Tells that the data behind a key changed while the cache keeps the old value: what stale answers are counted from. */
  updated(key: string): void {
    const hash = this.hashOf(key);
    if (hash >= 0) this.note(hash, key, OPERATION.update, OUTCOME.unknown, 0, 0);
  }

  status(): SamplerStatus {
    const { sent, rate, problem } = this;
    const lost = this.lost + this.filling.lost;
    return { sent, lost, rate, ...(problem !== undefined && { problem }) };
  }

  /** Ships what is there, unless a shipment is under way or the exporter wants a pause. Never rejects. */
  async flush(): Promise<void> {
    if (this.isShipping || Date.now() < this.retryAt || this.filling.lookups + this.filling.length === 0) return;
    this.isShipping = true;
    const batch = this.filling;
    this.filling = this.shipping;
    this.shipping = batch;
    this.lost += batch.lost;
    const rate = this.rate;
    try {
      const answer = await this.shipment.send(batch.toJson(rate));
      this.sent += batch.length;
      this.failures = 0;
      this.problem = undefined;
      if (answer !== undefined) this.follow(answer);
    } catch (error) {
      this.fail(batch, error);
    }
    batch.clear();
    this.isShipping = false;
  }

  /** Ships the rest and ends the timer. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private note(hash: number, key: string, operation: number, outcome: number, size: number, ttl: number): void {
    try {
      this.filling.add(hash, operation, outcome, size, ttl, this.prefixOf(key));
    } catch (error) {
      this.problem = String(error);
    }
    if (this.filling.length === BATCH_ROOM / 2) setImmediate(() => void this.flush());
  }

  /**
   * The rate that the exporter wants, never above the configured one. References that were kept at another rate and are not sent
   * yet would be mistaken, so they go.
   */
  private follow(wanted: number): void {
    const rate = Math.min(this.wanted, wanted);
    if (!(rate > 0) || rate === this.rate) return;
    this.rate = rate;
    this.threshold = rate * HASHES;
    this.lost += this.filling.length;
    this.filling.clear();
  }

  private fail(batch: Batch, error: unknown): void {
    this.lost += batch.length;
    this.failures++;
    this.problem = error instanceof Error ? error.message : String(error);
    const wait =
      (error as { retryAfterSeconds?: number }).retryAfterSeconds ??
      Math.min(LONGEST_PAUSE_SECONDS, 2 ** this.failures);
    this.retryAt = Date.now() + wait * 1_000;
  }
}

function firstPart(key: string): string | undefined {
  const at = key.search(/[:/]/);
  return at > 0 ? key.slice(0, at) : undefined;
}
