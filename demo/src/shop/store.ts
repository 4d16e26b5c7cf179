import type { Pool, QueryResultRow } from 'pg';
import type { ShopMetrics } from './metrics.js';

export interface Product {
  id: number;
  category_id: number;
  name: string;
  price_cents: number;
  description: string;
}

export interface Review {
  rating: number;
  body: string;
  created_at: string;
}

export interface Order {
  id: number;
  status: string;
  total_cents: number;
  created_at: string;
}

export interface OrderItem {
  name: string;
  quantity: number;
  price_cents: number;
}

export interface OrderLine {
  productId: number;
  quantity: number;
}

/** The statements of the shop. */
export class Store {
  constructor(
    private readonly pool: Pool,
    private readonly metrics: Pick<ShopMetrics, 'queries'>,
  ) {}

  async product(id: number): Promise<Product | undefined> {
    const rows = await this.query<Product>(
      'product',
      'SELECT id, category_id, name, price_cents, description FROM products WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  /** One page of a category, 12 products with their descriptions. */
  category(id: number, page: number): Promise<Product[]> {
    return this.query(
      'category',
      `SELECT id, category_id, name, price_cents, description FROM products
       WHERE category_id = $1 ORDER BY id LIMIT 12 OFFSET $2`,
      [id, page * 12],
    );
  }

  reviews(productId: number): Promise<Review[]> {
    return this.query(
      'reviews',
      'SELECT rating, body, created_at FROM reviews WHERE product_id = $1 ORDER BY created_at DESC LIMIT 10',
      [productId],
    );
  }

  async customerId(email: string): Promise<number | undefined> {
    const rows = await this.query<{ id: number }>('customer', 'SELECT id FROM customers WHERE email = $1', [email]);
    return rows[0]?.id;
  }

  orders(customerId: number, status: string): Promise<Order[]> {
    return this.query(
      'orders',
      `SELECT id, status, total_cents, created_at FROM orders
       WHERE customer_id = $1 AND status = $2 ORDER BY created_at DESC LIMIT 20`,
      [customerId, status],
    );
  }

  orderItems(orderId: number): Promise<OrderItem[]> {
    return this.query(
      'order_items',
      `SELECT products.name, order_items.quantity, products.price_cents
       FROM order_items JOIN products ON products.id = order_items.product_id WHERE order_items.order_id = $1`,
      [orderId],
    );
  }

  /** Places an order in one statement; products that do not exist are left out. */
  async placeOrder(customerId: number, lines: readonly OrderLine[]): Promise<number> {
    const rows = await this.query<{ id: number }>(
      'place_order',
      `WITH wanted AS (
         SELECT row_number() OVER () AS line, products.id AS product_id, lines.quantity, products.price_cents
         FROM unnest($2::int[], $3::int[]) AS lines (product_id, quantity) JOIN products ON products.id = lines.product_id
       ), placed AS (
         INSERT INTO orders (customer_id, status, total_cents, created_at)
         SELECT $1, 'placed', coalesce(sum(price_cents * quantity), 0), now() FROM wanted RETURNING id
       ), items AS (
         INSERT INTO order_items SELECT placed.id, line, product_id, quantity FROM wanted, placed
       )
       SELECT id FROM placed`,
      [customerId, lines.map((line) => line.productId), lines.map((line) => line.quantity)],
    );
    return rows[0]!.id;
  }

  /** Bytes of the database, and seconds since it was seeded. */
  async size(): Promise<{ bytes: number; age: number }> {
    const rows = await this.query<{ bytes: number; age: number }>(
      'size',
      `SELECT pg_database_size(current_database())::float8 AS bytes,
              extract(epoch FROM now() - seeded_at)::float8 AS age FROM shop_settings`,
      [],
    );
    return rows[0]!;
  }

  private async query<R extends QueryResultRow>(statement: string, sql: string, parameters: unknown[]): Promise<R[]> {
    this.metrics.queries.inc({ statement });
    return (await this.pool.query<R>(sql, parameters)).rows;
  }
}
