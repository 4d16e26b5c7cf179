import { createRandom } from '../random.js';
import { SEED } from '../shop/schema.js';
import { createVisitors, TRAFFIC, type Route, type Visit } from './visitors.js';

function routeOf({ path, body }: Visit): Route {
  if (body !== undefined) return '/checkout';
  if (path === '/') return '/';
  if (path.startsWith('/categories/')) return '/categories/:id';
  return path.startsWith('/products/') ? '/products/:id' : '/orders';
}

const next = createVisitors(createRandom(9));
const visits = Array.from({ length: 20_000 }, next);

test('the shares of the routes sum to one', () => {
  expect(Object.values(TRAFFIC).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

test.each(Object.entries(TRAFFIC))('%s gets its share', (route, share) => {
  expect(visits.filter((visit) => routeOf(visit) === route).length / visits.length).toBeCloseTo(share, 1);
});

test('visitors ask for what the seed made', () => {
  for (const { path } of visits) {
    const product = /^\/products\/(\d+)$/.exec(path)?.[1];
    if (product) expect(Number(product)).toBeLessThanOrEqual(SEED.products);
    const email = /^\/orders\?email=customer(\d+)%40shop\.example$/.exec(path)?.[1];
    if (path.startsWith('/orders')) expect(Number(email)).toBeLessThanOrEqual(SEED.customers);
  }
});

test('few products get most of the visits', () => {
  const counts = new Map<string, number>();
  for (const { path } of visits) if (path.startsWith('/products/')) counts.set(path, (counts.get(path) ?? 0) + 1);
  const ranked = [...counts.values()].sort((a, b) => b - a);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(ranked.slice(0, ranked.length / 10)) / sum(ranked)).toBeGreaterThan(0.3);
});
