import { Semaphore } from './semaphore.js';

const never = () => new AbortController().signal;

/** Work that ends when it is told to. */
function held(): { work: () => Promise<void>; end: () => void; started: () => boolean } {
  let end: () => void = () => undefined;
  let started = false;
  const done = new Promise<void>((resolve) => (end = resolve));
  const work = () => {
    started = true;
    return done;
  };
  return { work, end, started: () => started };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('lets as much run at once as it has places, the rest in order', async () => {
    const semaphore = new Semaphore(2);
    const pieces = [held(), held(), held(), held()];
    const all = pieces.map((piece) => semaphore.run(never(), 'target', piece.work));
    await turn();
    expect(pieces.map((piece) => piece.started())).toEqual([true, true, false, false]);
    pieces[1]!.end();
    await turn();
    expect(pieces.map((piece) => piece.started())).toEqual([true, true, true, false]);
    pieces.forEach((piece) => piece.end());
    await Promise.all(all);
  });

  it('frees the place of work that failed', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(never(), 'target', () => Promise.reject(new Error('own')))).rejects.toThrow('own');
    expect(await semaphore.run(never(), 'target', async () => 7)).toBe(7);
  });

  it('lets a waiter give up without losing a place', async () => {
    const semaphore = new Semaphore(1);
    const first = held();
    const running = semaphore.run(never(), 'target', first.work);
    const caller = new AbortController();
    const given = held();
    const waiting = semaphore.run(caller.signal, 'target', given.work);
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    first.end();
    await running;
    expect(given.started()).toBe(false);
    expect(await semaphore.run(never(), 'target', async () => 7)).toBe(7);
  });

  it('passes the place on when the waiter gives up in the moment its turn comes', async () => {
    const semaphore = new Semaphore(1);
    const first = held();
    const running = semaphore.run(never(), 'target', first.work);
    const caller = new AbortController();
    const waiting = semaphore.run(caller.signal, 'target', async () => 'ran').catch(() => 'gave up');
    first.end();
    await running.then(() => caller.abort());
    await waiting;
    expect(await semaphore.run(never(), 'target', async () => 7)).toBe(7);
  });

  it('starts nothing for a caller that has given up already', async () => {
    const piece = held();
    await expect(new Semaphore(1).run(AbortSignal.abort(), 'target', piece.work)).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
    });
    expect(piece.started()).toBe(false);
  });
});
