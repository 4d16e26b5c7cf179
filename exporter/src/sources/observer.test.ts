import { PresageError } from '../error.js';
import { ObservedTarget } from './observer.js';

const never = () => new AbortController().signal;

function observe(): { target: ObservedTarget; seen: unknown[][] } {
  const seen: unknown[][] = [];
  const target = new ObservedTarget('redis', 'cache', {
    request: (...values) => void seen.push(values),
    retry: (...values) => void seen.push(['retry', ...values]),
  });
  return { target, seen };
}

const fail = (code: PresageError['code']) => () => Promise.reject(new PresageError(code, 'text'));

describe('ObservedTarget', () => {
  it('knows nothing before the first request', () => {
    expect(observe().target.status()).toEqual({ name: 'cache', source: 'redis', up: undefined, error: undefined });
  });

  it('reports outcome and duration of each request, and retries', async () => {
    const { target, seen } = observe();
    expect(await target.request(never(), async () => 7)).toBe(7);
    await expect(target.request(never(), fail('PRS_SOURCE_TLS'))).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    await expect(target.request(never(), () => Promise.reject(new Error('bug')))).rejects.toMatchObject({
      code: 'PRS_INTERNAL',
    });
    target.retried();
    expect(seen).toEqual([
      ['redis', 'cache', 'ok', expect.any(Number)],
      ['redis', 'cache', 'PRS_SOURCE_TLS', expect.any(Number)],
      ['redis', 'cache', 'PRS_INTERNAL', expect.any(Number)],
      ['retry', 'redis', 'cache'],
    ]);
  });

  it('remembers the last outcome', async () => {
    const { target } = observe();
    await target.request(never(), fail('PRS_SOURCE_UNREACHABLE')).catch(() => undefined);
    expect(target.status()).toMatchObject({ up: false, error: { code: 'PRS_SOURCE_UNREACHABLE' } });
    await target.request(never(), async () => undefined);
    expect(target.status()).toMatchObject({ up: true, error: undefined });
  });

  it('takes a refusal for a sign of life', async () => {
    for (const code of [
      'PRS_SOURCE_QUERY',
      'PRS_SOURCE_PERMISSION',
      'PRS_REDIS_COMMAND_DENIED',
      'PRS_SOURCE_TOO_LARGE',
    ] as const) {
      const { target } = observe();
      await target.request(never(), fail(code)).catch(() => undefined);
      expect(target.status()).toMatchObject({ up: true, error: { code } });
    }
  });

  it('does not blame the target for a caller that gave up', async () => {
    const { target, seen } = observe();
    await target.request(never(), async () => undefined);
    await target.request(AbortSignal.abort(), fail('PRS_SOURCE_TIMEOUT')).catch(() => undefined);
    expect(target.status()).toMatchObject({ up: true, error: undefined });
    expect(seen).toHaveLength(2);
  });
});
