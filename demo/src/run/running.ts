/** Where the parts of a running demo answer. */
export interface Endpoints {
  exporter: string;
  prometheus: string;
  alertmanager: string;
  shop: string;
  /** Shows the delivered alerts at `/alerts`. */
  receiver: string;
  /** Grafana, or the page that shows the panels without it; absent without either. */
  page?: string;
}

/** A demo that is up. */
export interface Running {
  mode: 'local' | 'compose';
  endpoints: Endpoints;
  /** Folder with logs and data; it stays after the stop. */
  directory: string;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Absolute path of the repository. */
  root: string;
  page: boolean;
  signal: AbortSignal;
  report(text: string): void;
}
