export interface ShipmentOptions {
  /** Address of the exporter, e.g. `http://presage:10978`. */
  url: string;
  /** Name of the stream in the exporter's configuration. */
  stream: string;
  /** Credentials of the exporter's web configuration: a bearer token, or user and password. */
  token?: string;
  username?: string;
  password?: string;
  /** Milliseconds that a shipment may take, default 5,000. */
  timeout?: number;
}

/** The exporter refused a batch and said for how long to leave it alone. */
export class Refused extends Error {
  constructor(
    status: number,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(`the exporter answered ${status}`);
  }
}

/** Sends batches to the exporter. */
export class Shipment {
  private readonly address: string;
  private readonly headers: Record<string, string>;
  private readonly timeout: number;

  constructor({ url, stream, token, username, password, timeout = 5_000 }: ShipmentOptions) {
    this.address = new URL(`api/v1/access/${encodeURIComponent(stream)}`, url.endsWith('/') ? url : `${url}/`).href;
    this.timeout = timeout;
    this.headers = { 'Content-Type': 'application/json' };
    if (token !== undefined) this.headers['Authorization'] = `Bearer ${token}`;
    else if (username !== undefined) {
      this.headers['Authorization'] = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
    }
  }

  /** Sends one body. Returns the share of the keys that the stream wants. Rejects when it was not taken in time. */
  async send(body: string): Promise<number | undefined> {
    const response = await fetch(this.address, {
      method: 'POST',
      headers: this.headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(this.timeout),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const wait = Number(response.headers.get('retry-after'));
      throw new Refused(response.status, wait > 0 ? Math.min(wait, 3_600) : undefined);
    }
    const { rate } = (await response.json()) as { rate?: number };
    return typeof rate === 'number' ? rate : undefined;
  }
}
