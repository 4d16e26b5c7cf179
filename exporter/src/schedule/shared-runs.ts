import { PresageError } from '../error.js';
import { Semaphore } from '../sources/semaphore.js';
import { abortable } from '../sources/abort.js';
import { withDeadline } from './deadline.js';

export interface SharedRunLimits {
  /** Pieces of work at the same time. */
  concurrent: number;
  /** Pieces of work that may wait besides; more are turned away. */
  waiting: number;
  /** Seconds that one may take, the wait included. */
  timeout: number;
  /** Seconds that a result is kept. */
  keep: number;
  /** Sum of the weights of all results that are kept. */
  weight: number;
}

interface Flight<T> {
  result: Promise<T>;
  controller: AbortController;
  callers: number;
}

/**
 * Work on behalf of requests: equal requests share one piece of work and, for a while, its result. The work goes on as
 * long as one caller waits for it.
 */
export class SharedRuns<T> {
  readonly #kept = new Map<string, { value: T; expires: number; weight: number }>();
  readonly #flights = new Map<string, Flight<T>>();
  readonly #semaphore: Semaphore;
  #active = 0;

  constructor(
    private readonly limits: SharedRunLimits,
    private readonly weigh: (value: T) => number,
  ) {
    this.#semaphore = new Semaphore(limits.concurrent);
  }

  /**
   * The result of `work`, or that of an equal `key`.
   *
   * @throws PRS_OVERLOADED when too many wait, PRS_ADVISOR_TIMEOUT when it takes too long
   */
  async run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept && kept.expires > Date.now()) {
      this.#touch(key);
      return kept.value;
    }
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.callers++;
    try {
      return await abortable(flight.result, signal, 'query');
    } finally {
      flight.callers--;
      if (flight.callers === 0) {
        this.#forget(key, flight);
        flight.controller.abort(new PresageError('PRS_OVERLOADED', 'nobody waits for the answer any more'));
      }
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const { concurrent, waiting, timeout } = this.limits;
    if (this.#active >= concurrent + waiting) {
      throw new PresageError('PRS_OVERLOADED', `${this.#active} expressions are being analysed or wait for it`);
    }
    this.#active++;
    const controller = new AbortController();
    const { result, settled } = withDeadline(
      (signal) => this.#semaphore.run(signal, 'query', () => work(signal)),
      timeout,
      () => new PresageError('PRS_ADVISOR_TIMEOUT', `the query was not answered within ${timeout} s (limits.timeout)`),
      controller.signal,
    );
    const flight = { result, controller, callers: 0 };
    this.#flights.set(key, flight);
    result.then(
      (value) => this.#keep(key, value),
      () => undefined,
    );
    void settled.then(() => {
      this.#active--;
      this.#forget(key, flight);
    });
    return flight;
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #keep(key: string, value: T): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, expires: Date.now() + this.limits.keep * 1000, weight: this.weigh(value) });
    let total = 0;
    for (const [name, { weight, expires }] of [...this.#kept].reverse()) {
      total += weight;
      // the oldest are at the end of this walk
      if (total > this.limits.weight || expires <= Date.now()) this.#kept.delete(name);
    }
  }

  #touch(key: string): void {
    const kept = this.#kept.get(key)!;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
  }
}
