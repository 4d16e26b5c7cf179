import type { Sources } from '../sources/source.js';
import { LiveSources } from './live-sources.js';

function sources() {
  const state = { closed: 0 };
  const unused = () => {
    throw new Error('not asked for');
  };
  const value: Sources = {
    postgres: unused,
    redis: unused,
    prometheus: unused,
    stream: unused,
    status: () => [],
    close: async () => void state.closed++,
  };
  return { value, state };
}

describe('LiveSources', () => {
  it('closes replaced sources at once when nobody uses them', async () => {
    const [old, next] = [sources(), sources()];
    const live = new LiveSources(old.value);
    await live.replace(next.value);
    expect(old.state.closed).toBe(1);
    expect(live.current).toBe(next.value);
    expect(next.state.closed).toBe(0);
  });

  it('lets runs under way finish on the old ones', async () => {
    const [old, next] = [sources(), sources()];
    const live = new LiveSources(old.value);
    let finish: () => void = () => undefined;
    const run = live.use(() => new Promise<void>((resolve) => (finish = resolve)));
    const failing = live.use(() => Promise.reject(new Error('no')));
    await live.replace(next.value);
    await expect(failing).rejects.toThrow('no');
    expect(old.state.closed).toBe(0);
    await live.use(async (current) => expect(current).toBe(next.value));
    finish();
    await run;
    expect(old.state.closed).toBe(1);
    expect(next.state.closed).toBe(0);
  });
});
