import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import { PresageError } from '../../error.js';
import type { AccessCollector } from './collector.js';
import type { StoredReference } from './generation.js';

/** References a second that one stream takes, and how many seconds' worth at once. */
const REFERENCES_A_SECOND = 5_000;
const BURST_SECONDS = 20;
/** Clocks that differ by more are not believed: the batch then counts as just made. */
const MOST_CLOCK_SECONDS = 120;

/** A full stream says when there will be room again. */
export class StreamBusyError extends PresageError {
  constructor(
    name: string,
    readonly retryAfterSeconds: number,
  ) {
    super('PRS_STREAM_BUSY', `stream ${JSON.stringify(name)}: more than ${REFERENCES_A_SECOND} references a second`);
  }
}

/** The door for batches of samplers: limits their rate and puts their clocks right. */
export class PushStream {
  private tokens = REFERENCES_A_SECOND * BURST_SECONDS;
  private refilled = 0;

  constructor(
    private readonly name: string,
    private readonly collector: AccessCollector,
  ) {}

  /**
   * Takes a batch.
   *
   * @param now Unix seconds
   * @throws StreamBusyError when the stream sends too much
   */
  push(batch: AccessBatch, now: number): AccessAnswer {
    this.take(batch.hash.length, now);
    const { rate, lookups, lost } = batch;
    const accepted = this.collector.add(now, rate, { lookups, lost }, references(batch, now));
    return { accepted, rate: this.collector.rate };
  }

  private take(count: number, now: number): void {
    const most = REFERENCES_A_SECOND * BURST_SECONDS;
    this.tokens = Math.min(most, this.tokens + Math.max(0, now - this.refilled) * REFERENCES_A_SECOND);
    this.refilled = now;
    if (this.tokens < count) {
      throw new StreamBusyError(this.name, Math.max(1, Math.ceil((count - this.tokens) / REFERENCES_A_SECOND)));
    }
    this.tokens -= count;
  }
}

function references(batch: AccessBatch, now: number): StoredReference[] {
  const newest = batch.time.reduce((latest, time) => Math.max(latest, time), 0) / 1000;
  const shift = Math.abs(newest - now) > MOST_CLOCK_SECONDS ? now - newest : 0;
  return batch.hash.map((hash, index) => {
    const prefix = batch.prefix[index]!;
    return {
      hash,
      time: batch.time[index]! / 1000 + shift,
      size: batch.size[index]!,
      ttl: batch.ttl[index]!,
      operation: batch.operation[index]!,
      outcome: batch.outcome[index]!,
      prefix: prefix < 0 ? undefined : batch.prefixes[prefix]!,
    };
  });
}
