import { abortable } from './abort.js';

/** Lets at most `limit` pieces of work run at once; the others wait in order of arrival. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Runs `work` when there is room; a wait ends with the signal. `subject` names the target in that error. */
  async run<T>(signal: AbortSignal, subject: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(signal, subject);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal, subject: string): Promise<void> {
    if (this.#free > 0 && !signal.aborted) {
      this.#free--;
      return;
    }
    let enter: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => (enter = resolve));
    this.#waiting.push(enter);
    try {
      await abortable(turn, signal, subject);
    } catch (error) {
      const place = this.#waiting.indexOf(enter);
      // Given up in the moment its turn came: the place goes to the next.
      if (place < 0) this.#leave();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
