import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import type { Catalog, QueryRequest, QueryResponse, Revisions } from '@presage/contract/api';
import type { GateAnswer, GateRequest } from '@presage/contract/gate';
import type { NamesAnswer, NamesRequest } from '@presage/contract/names';
import type { PresageError } from '../error.js';
import type { MetricsFormat } from './metrics/family.js';

/** What the web side needs of the rest; the composition root provides it. */
export interface Backend {
  readonly version: string;
  catalog(): Catalog;
  /** When what is known last became new. */
  revisions(): Revisions;
  query(request: QueryRequest, signal: AbortSignal): Promise<QueryResponse>;
  /** Whether what is new is worse than what was. */
  gate(request: GateRequest, signal: AbortSignal): Promise<GateAnswer>;
  /** What a Prometheus target knows, for editors. */
  names(request: NamesRequest, signal: AbortSignal): Promise<NamesAnswer>;
  /** Adds a batch of sampled references to a stream. */
  access(stream: string, batch: AccessBatch): Promise<AccessAnswer>;
  /** The page in pieces. */
  metrics(format: MetricsFormat): Promise<readonly Buffer[]>;
  /** Why the exporter is not ready, undefined when it is. */
  notReady(): string | undefined;
  /** Rejects with the problems of the new configuration, while the old one runs on. */
  reload(): Promise<void>;
  requestEnded(route: string, status: number, seconds: number): void;
  /** Hears of mistakes of our own; clients only learn that there was one. */
  unexpected(error: PresageError): void;
}

/** Who may come in. */
export interface Gate {
  /** Whether the `Authorization` header (absent: undefined) is good enough. */
  admits(authorization: string | undefined): Promise<boolean>;
  /** Values of `WWW-Authenticate`. */
  challenges(): string[];
}
