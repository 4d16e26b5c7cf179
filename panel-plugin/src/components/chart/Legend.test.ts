import { shortened } from './Legend';

test('a long name is cut in the middle, one of the usual length is not', () => {
  expect(shortened('requests {instance="app-1"}')).toBe('requests {instance="app-1"}');
  const long = shortened(`requests ${'x'.repeat(2_000)} app-1`);
  expect(long).toHaveLength(100);
  expect(long).toMatch(/^requests x+…x+ app-1$/);
});
