import { createZipf, type Random } from '../random.js';
import { SEED } from '../shop/schema.js';

/** What visitors do: share of the requests by route of the shop. */
export const TRAFFIC = {
  '/': 0.08,
  '/categories/:id': 0.22,
  '/products/:id': 0.5,
  '/orders': 0.12,
  '/checkout': 0.08,
} as const;
export type Route = keyof typeof TRAFFIC;

export interface Visit {
  path: string;
  /** Body of a POST; absent for a GET. */
  body?: unknown;
}

/** Draws requests as visitors make them: few products are popular (Zipf), every customer is as likely as another. */
export function createVisitors(random: Random): () => Visit {
  const product = createZipf(SEED.products, 0.8, random);
  const category = createZipf(SEED.categories, 0.6, random);
  const page = createZipf(8, 1, random);
  const email = () => `customer${1 + Math.floor(random() * SEED.customers)}@shop.example`;
  const visits: Record<Route, () => Visit> = {
    '/': () => ({ path: '/' }),
    '/categories/:id': () => ({ path: `/categories/${category()}?page=${page() - 1}` }),
    '/products/:id': () => ({ path: `/products/${product()}` }),
    '/orders': () => ({ path: `/orders?email=${encodeURIComponent(email())}` }),
    '/checkout': () => ({
      path: '/checkout',
      body: { email: email(), lines: [{ productId: product(), quantity: 1 + Math.floor(random() * 3) }] },
    }),
  };
  return () => visits[drawRoute(random())]();
}

function drawRoute(draw: number): Route {
  let sum = 0;
  for (const [route, share] of Object.entries(TRAFFIC)) if (draw < (sum += share)) return route as Route;
  return '/products/:id';
}
