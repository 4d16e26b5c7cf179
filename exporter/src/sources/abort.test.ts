import { PresageError } from '../error.js';
import { abortError, abortable, pause, within } from './abort.js';

describe('abortError', () => {
  it('passes on the error that the caller gave as its reason', () => {
    const reason = new PresageError('PRS_ADVISOR_TIMEOUT', 'the budget is used up');
    expect(abortError(AbortSignal.abort(reason), 'target')).toBe(reason);
  });

  it('is a timeout that names the target otherwise', () => {
    for (const signal of [AbortSignal.abort(), AbortSignal.abort('why')]) {
      expect(abortError(signal, 'target')).toMatchObject({
        code: 'PRS_SOURCE_TIMEOUT',
        message: expect.stringMatching(/^target: /),
      });
    }
  });
});

describe('abortable', () => {
  it('settles like the work', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(7), signal, 'target')).toBe(7);
    await expect(abortable(Promise.reject(new Error('own')), signal, 'target')).rejects.toThrow('own');
  });

  it('rejects when the signal fires, or has fired before', async () => {
    const caller = new AbortController();
    const waiting = abortable(new Promise(() => undefined), caller.signal, 'target');
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    const late = abortable(new Promise(() => undefined), caller.signal, 'target');
    await expect(late).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });

  it('leaves no rejection behind when the work fails after the abort', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise((_resolve, reject) => (fail = reject));
    await expect(abortable(work, AbortSignal.abort(), 'target')).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    // An unhandled rejection would fail the run.
    fail(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('pause', () => {
  it('waits, and ends with the signal', async () => {
    const caller = new AbortController();
    await pause(1, caller.signal, 'target');
    const long = pause(3_600_000, caller.signal, 'target');
    caller.abort();
    await expect(long).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });
});

describe('within', () => {
  it('settles like the work when that is fast enough', async () => {
    expect(await within(Promise.resolve(7), 3_600_000, 'target', 'no answer')).toBe(7);
  });

  it('says what did not happen in time', async () => {
    await expect(within(new Promise(() => undefined), 10, 'target', 'no answer')).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: 'target: no answer within 0.01 s',
    });
  });
});
