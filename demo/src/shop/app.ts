import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { CacheAside } from './cache.js';
import type { LatencyFault } from './latency.js';
import type { ShopMetrics } from './metrics.js';
import type { OrderLine, Store } from './store.js';

/** Too short for a shop whose products change once a day: planted, see ../faults.ts. */
export const PRODUCT_TTL_SECONDS = 5;
const CATEGORY_TTL_SECONDS = 3600;

export interface ShopParts {
  store: Store;
  cache: CacheAside;
  metrics: ShopMetrics;
  latencyFault: LatencyFault;
}

/** The shop: pages as JSON, `/metrics`, and the latency fault on command. */
export function createApp(parts: ShopParts): Express {
  const { metrics, latencyFault } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(express.json({ limit: '10kb' }));

  app.get('/health', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.post('/faults/latency', (request, response) => {
    const seconds = whole(request.query['seconds'], 1, 3600);
    const milliseconds = whole(request.query['milliseconds'], 1, 10_000);
    if (seconds === undefined || milliseconds === undefined) {
      response.status(400).json({ error: 'seconds must be 1 to 3600 and milliseconds 1 to 10000' });
      return;
    }
    latencyFault.start(seconds, milliseconds);
    response.json({ seconds, milliseconds });
  });

  app.use(measure(metrics), async (_request: Request, _response: Response, next: NextFunction) => {
    await latencyFault.apply();
    next();
  });
  addPages(app, parts);
  app.use((_request, response) => void response.status(404).json({ error: 'no such page' }));
  app.use((error: { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const status = error.status ?? 500;
    if (status >= 500) console.error(error);
    if (!response.headersSent) response.status(status).json({ error: status < 500 ? 'bad request' : 'internal error' });
  });
  return app;
}

/** One page of a category through the cache. */
export function categoryPage({ store, cache }: Pick<ShopParts, 'store' | 'cache'>, id: number, page: number) {
  return cache.get('category', `${id}:${page}`, CATEGORY_TTL_SECONDS, () => store.category(id, page));
}

function addPages(app: Express, { store, cache }: ShopParts): void {
  app.get('/', async (_request, response) => {
    response.json(await cache.get('home', 'featured', PRODUCT_TTL_SECONDS, () => store.category(1, 0)));
  });
  app.get('/categories/:id', async (request, response) => {
    const id = whole(request.params['id'], 1, 1_000_000);
    const page = whole(request.query['page'] ?? '0', 0, 1_000);
    if (id === undefined || page === undefined) return notFound(response);
    response.json(await categoryPage({ store, cache }, id, page));
  });
  app.get('/products/:id', async (request, response) => {
    const id = whole(request.params['id'], 1, 2_147_483_647);
    if (id === undefined) return notFound(response);
    const load = async () => {
      const product = await store.product(id);
      return product && { ...product, reviews: await store.reviews(id) };
    };
    const page = await cache.get('product', String(id), PRODUCT_TTL_SECONDS, load);
    if (page === undefined) return notFound(response);
    response.json(page);
  });
  app.get('/orders', async (request, response) => {
    const customer = await store.customerId(String(request.query['email']));
    if (customer === undefined) return notFound(response);
    const orders = await store.orders(customer, 'delivered');
    const history = [];
    // one query an order: planted, see ../faults.ts
    for (const order of orders) history.push({ ...order, items: await store.orderItems(order.id) });
    response.json(history);
  });
  app.post('/checkout', async (request, response) => {
    const customer = await store.customerId(String(request.body?.email));
    const lines = orderLines(request.body?.lines);
    if (customer === undefined || lines === undefined) {
      response.status(400).json({ error: 'email of a customer and lines of productId and quantity are needed' });
      return;
    }
    response.json({ id: await store.placeOrder(customer, lines) });
  });
}

/** Counts and times answers by the route's pattern, so that ids make no series of their own. */
function measure({ requests, latency }: ShopMetrics) {
  return (request: Request, response: Response, next: NextFunction) => {
    const started = process.hrtime.bigint();
    response.on('finish', () => {
      const labels = {
        route: (request.route as { path?: string } | undefined)?.path ?? 'other',
        status: String(response.statusCode),
      };
      requests.inc(labels);
      latency.observe(labels, Number(process.hrtime.bigint() - started) / 1e9);
    });
    next();
  };
}

function notFound(response: Response): void {
  response.status(404).json({ error: 'not found' });
}

/** A whole number within bounds from text, else undefined. */
function whole(text: unknown, minimum: number, maximum: number): number | undefined {
  const number = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  return number >= minimum && number <= maximum ? number : undefined;
}

function orderLines(value: unknown): OrderLine[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > 20) return undefined;
  const lines = value.map((line) => ({ productId: Number(line?.productId), quantity: Number(line?.quantity) }));
  const valid = lines.every(
    ({ productId, quantity }) =>
      Number.isInteger(productId) && Number.isInteger(quantity) && quantity > 0 && quantity < 100,
  );
  return valid ? lines : undefined;
}
