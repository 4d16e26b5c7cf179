import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others get their turn. */
const TURN = 1;

/** Cuts long work in this thread into turns, so that a scrape never waits for more than one of them. */
export class Breather {
  #start = performance.now();

  /** Lets others run when a turn is over; costs next to nothing while it is not. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#start < TURN) return;
    await setImmediate();
    this.#start = performance.now();
  }
}
