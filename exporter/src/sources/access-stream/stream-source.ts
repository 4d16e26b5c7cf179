import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import type { StreamTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { ObservedTarget } from '../observer.js';
import type { StreamObservation, StreamSource } from '../source.js';
import { AccessCollector } from './collector.js';
import { HttpLog } from './http-log.js';
import { PushStream } from './push-stream.js';

/** What outlives a reload of the configuration: the references, and how far a log was read. */
export interface StreamState {
  settings: string;
  collector: AccessCollector;
  push: PushStream;
  log: HttpLog | undefined;
}

/** The streams of the process by name; one keeps its references as long as its settings stay the same. */
export class StreamStates {
  private readonly states = new Map<string, StreamState>();

  of(target: StreamTarget): StreamState {
    const { name, http_log, window, rate, max_keys, max_references } = target;
    const settings = JSON.stringify({ http_log, window, rate, max_keys, max_references });
    const known = this.states.get(name);
    if (known?.settings === settings) return known;
    known?.log?.close().catch(() => undefined);
    const collector = new AccessCollector({ window, rate, keys: max_keys, references: max_references });
    const state: StreamState = {
      settings,
      collector,
      push: new PushStream(name, collector),
      log: http_log && new HttpLog(name, http_log, collector),
    };
    this.states.set(name, state);
    return state;
  }

  /** Forgets the streams that are not configured any more. */
  async retain(names: ReadonlySet<string>): Promise<void> {
    const gone = [...this.states].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.states.delete(name);
    await Promise.all(gone.map(([, state]) => state.log?.close()));
  }
}

/** One stream of accesses to a cache: pushed by samplers, or read from the log of a web server. */
export class StreamReader implements StreamSource {
  readonly name: string;

  constructor(
    target: StreamTarget,
    private readonly observed: ObservedTarget,
    private readonly state: StreamState,
  ) {
    this.name = target.name;
  }

  async observe(signal: AbortSignal): Promise<StreamObservation> {
    const { collector, log } = this.state;
    if (log) await this.observed.request(signal, () => log.read(signal));
    const window = collector.window();
    return { totals: { ...collector.totals }, ...(window && { window }) };
  }

  push(batch: AccessBatch): Promise<AccessAnswer> {
    if (this.state.log) {
      throw new PresageError(
        'PRS_QUERY_INVALID',
        `stream ${JSON.stringify(this.name)} reads a log and takes no batches`,
      );
    }
    return this.observed.request(new AbortController().signal, async () =>
      this.state.push.push(batch, Date.now() / 1000),
    );
  }
}
