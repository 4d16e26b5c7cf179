import fc from 'fast-check';
import { jitteredWait, MAXIMUM_WAIT_MS, retry, type RetryPlan } from './retry.js';

function plan(changes: Partial<RetryPlan> = {}): RetryPlan & { retried: number } {
  const own = {
    retries: 2,
    baseMs: 0,
    signal: new AbortController().signal,
    subject: 'target',
    canPass: () => true,
    retried: 0,
    onRetry: () => void own.retried++,
    ...changes,
  };
  return own;
}

/** Fails as often as told, then gives the number of attempts. */
function failing(times: number): () => Promise<number> {
  let attempts = 0;
  return async () => {
    if (++attempts <= times) throw new Error(`attempt ${attempts}`);
    return attempts;
  };
}

describe('retry', () => {
  it('does nothing twice that succeeds', async () => {
    const own = plan();
    expect(await retry(own, failing(0))).toBe(1);
    expect(own.retried).toBe(0);
  });

  it('tries again until it succeeds', async () => {
    const own = plan();
    expect(await retry(own, failing(2))).toBe(3);
    expect(own.retried).toBe(2);
  });

  it('throws the last error when the plan is used up', async () => {
    const own = plan();
    await expect(retry(own, failing(3))).rejects.toThrow('attempt 3');
    expect(own.retried).toBe(2);
  });

  it('throws at once what cannot pass', async () => {
    const own = plan({ canPass: () => false });
    await expect(retry(own, failing(1))).rejects.toThrow('attempt 1');
    expect(own.retried).toBe(0);
  });

  it('waits as long as it is told, and gives up with the caller', async () => {
    const caller = new AbortController();
    const own = plan({ signal: caller.signal, canPass: () => 5_000 });
    const waiting = retry(own, failing(1));
    setImmediate(() => caller.abort());
    await expect(waiting).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    expect(own.retried).toBe(0);
  });

  it('throws the real error when the caller had given up before it came', async () => {
    await expect(retry(plan({ signal: AbortSignal.abort() }), failing(1))).rejects.toThrow('attempt 1');
  });
});

describe('jitteredWait', () => {
  it('doubles, with half of it random', () => {
    expect([0, 1, 2].map((attempt) => jitteredWait(attempt, 100, () => 0))).toEqual([50, 100, 200]);
    expect(jitteredWait(1, 100, () => 0.5)).toBe(150);
  });

  it('never leaves its bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, base, random) => {
          const wait = jitteredWait(attempt, base, () => random);
          return wait >= Math.min(base, MAXIMUM_WAIT_MS) / 2 && wait <= MAXIMUM_WAIT_MS;
        },
      ),
    );
  });
});
