import { setTimeout as sleep } from 'node:timers/promises';

/** The fault on command: for a while, every answer waits. */
export class LatencyFault {
  private until = 0;
  private delay = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** @param seconds how long the fault lasts @param milliseconds how long each answer waits */
  start(seconds: number, milliseconds: number): void {
    this.until = this.now() + seconds * 1000;
    this.delay = milliseconds;
  }

  /** Milliseconds that an answer waits at this moment. */
  get milliseconds(): number {
    return this.now() < this.until ? this.delay : 0;
  }

  async apply(): Promise<void> {
    if (this.milliseconds > 0) await sleep(this.milliseconds);
  }
}
