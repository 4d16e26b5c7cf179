import { PresageError } from '../error.js';
import { SharedRuns, type SharedRunLimits } from './shared-runs.js';

const signal = new AbortController().signal;
const runs = (limits: Partial<SharedRunLimits> = {}) =>
  new SharedRuns<string>(
    { concurrent: 2, waiting: 1, timeout: 60, keep: 60, weight: 10, ...limits },
    (text) => text.length,
  );

/** Work that ends when it is told to. */
function controlled() {
  const signals: AbortSignal[] = [];
  const finishers: ((text: string) => void)[] = [];
  const work = (workSignal: AbortSignal) => {
    signals.push(workSignal);
    return new Promise<string>((resolve) => finishers.push(resolve));
  };
  return { work, signals, finishers };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('SharedRuns', () => {
  it('works once for equal keys, at the same time and later', async () => {
    const shared = runs();
    let count = 0;
    const work = async () => `result ${++count}`.slice(0, 8);
    const both = await Promise.all([shared.run('k', signal, work), shared.run('k', signal, work)]);
    expect(both).toEqual(['result 1', 'result 1']);
    expect(await shared.run('k', signal, work)).toBe('result 1');
    expect(await shared.run('other', signal, work)).toBe('result 2');
  });

  it('works again when the time of a result is over', async () => {
    const shared = runs({ keep: 0 });
    let count = 0;
    await shared.run('k', signal, async () => String(++count));
    expect(await shared.run('k', signal, async () => String(++count))).toBe('2');
  });

  it('forgets the results that were used least recently when they weigh too much', async () => {
    const shared = runs();
    const worked: string[] = [];
    const ask = (key: string) =>
      shared.run(key, signal, async () => {
        worked.push(key);
        return 'xxxx';
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(key);
    expect(worked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('does not keep a failure', async () => {
    const shared = runs();
    await expect(shared.run('k', signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await shared.run('k', signal, async () => 'yes')).toBe('yes');
  });

  it('lets some wait, turns the others away, and takes new ones when there is room again', async () => {
    const shared = runs();
    const { work, finishers } = controlled();
    const first = ['a', 'b', 'c'].map((key) => shared.run(key, signal, work));
    await settle();
    expect(finishers).toHaveLength(2);
    await expect(shared.run('d', signal, work)).rejects.toMatchObject({ code: 'PRS_OVERLOADED' });
    finishers[0]!('done');
    await settle();
    expect(finishers).toHaveLength(3);
    finishers.forEach((finish) => finish('done'));
    expect(await Promise.all(first)).toEqual(['done', 'done', 'done']);
    expect(await shared.run('d', signal, async () => 'd')).toBe('d');
  });

  it('goes on while one caller waits and stops with the last', async () => {
    const shared = runs();
    const { work, signals } = controlled();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = shared.run('k', one.signal, work);
    const second = shared.run('k', two.signal, work);
    await settle();
    one.abort(new PresageError('PRS_OVERLOADED', 'gone'));
    await expect(first).rejects.toThrow('gone');
    expect(signals[0]!.aborted).toBe(false);
    two.abort(new PresageError('PRS_OVERLOADED', 'gone'));
    await expect(second).rejects.toThrow('gone');
    expect(signals[0]!.aborted).toBe(true);
  });

  it('starts anew for a caller that comes after all others left', async () => {
    const shared = runs();
    const { work } = controlled();
    const early = new AbortController();
    const left = shared.run('k', early.signal, work);
    early.abort(new PresageError('PRS_OVERLOADED', 'gone'));
    await expect(left).rejects.toThrow('gone');
    expect(await shared.run('k', signal, async () => 'fresh')).toBe('fresh');
  });

  it('gives up after its time', async () => {
    const shared = runs({ timeout: 0.02 });
    const { work, signals } = controlled();
    await expect(shared.run('k', signal, work)).rejects.toMatchObject({ code: 'PRS_ADVISOR_TIMEOUT' });
    expect(signals[0]!.aborted).toBe(true);
  });
});
