import { Breather } from './breather.js';

it('lets others run between the turns of long work', async () => {
  let others = 0;
  const timer = setInterval(() => others++, 0);
  const breather = new Breather();
  const end = performance.now() + 60;
  while (performance.now() < end) await breather.breathe();
  clearInterval(timer);
  expect(others).toBeGreaterThan(2);
});

it('does not give a turn away for nothing', async () => {
  let others = 0;
  setImmediate(() => others++);
  await new Breather().breathe();
  expect(others).toBe(0);
});
