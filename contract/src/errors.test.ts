import { ERROR_CATALOGUE } from './errors.js';

it.each(Object.entries(ERROR_CATALOGUE))('%s says what is wrong and what to do, in sentences', (code, definition) => {
  expect(code).toMatch(/^PRS_[A-Z]+(_[A-Z]+)*$/);
  expect(definition.summary).toMatch(/^[A-Z].*\.$/);
  expect(definition.hint).toMatch(/^[A-Z].*\.$/s);
  expect(definition.status).toBeGreaterThanOrEqual(400);
  expect(definition.status).toBeLessThan(600);
});
