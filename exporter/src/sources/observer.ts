import type { ErrorCode } from '@presage/contract/errors';
import type { SourceKind } from '@presage/contract/kinds';
import { toPresageError, type PresageError } from '../error.js';
import type { SourceStatus } from './source.js';

/** Who wants to know about every request to the outside, e.g. to count it. */
export interface SourceObserver {
  request(source: SourceKind, target: string, outcome: 'ok' | ErrorCode, seconds: number): void;
  retry(source: SourceKind, target: string): void;
}

/** Errors after which nothing is known to work on the other side; all others are answers of a live server. */
const DOWN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRS_SOURCE_UNREACHABLE',
  'PRS_SOURCE_TIMEOUT',
  'PRS_SOURCE_AUTHENTICATION',
  'PRS_SOURCE_TLS',
  'PRS_SOURCE_PROTOCOL',
  'PRS_CONFIG_UNREADABLE',
  'PRS_POSTGRES_VERSION',
]);

/** One target under observation: reports each request and remembers the last outcome. */
export class ObservedTarget {
  #up: boolean | undefined;
  #error: PresageError | undefined;

  constructor(
    readonly source: SourceKind,
    readonly name: string,
    private readonly observer: SourceObserver,
  ) {}

  /** Runs one request. What the caller gave up itself is reported, but says nothing about the target. */
  async request<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    try {
      const result = await work();
      this.observer.request(this.source, this.name, 'ok', seconds());
      this.#up = true;
      this.#error = undefined;
      return result;
    } catch (thrown) {
      const error = toPresageError(thrown);
      this.observer.request(this.source, this.name, error.code, seconds());
      if (!signal.aborted) {
        this.#up = !DOWN.has(error.code);
        this.#error = error;
      }
      throw error;
    }
  }

  retried(): void {
    this.observer.retry(this.source, this.name);
  }

  status(): SourceStatus {
    return { name: this.name, source: this.source, up: this.#up, error: this.#error };
  }
}
