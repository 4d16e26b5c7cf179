import type { DataSourceJsonData } from '@grafana/data';

/** How Grafana's proxy authenticates at the exporter; `basic` stands for Grafana's own basic auth fields. */
export type Authentication = 'none' | 'basic' | 'token';

/** Analyses run every half minute at most by default. */
export const DEFAULT_LIVE_SECONDS = 15;

/** `jsonData` of one data source. Names that Grafana's data proxy reads itself are Grafana's. */
export interface PresageOptions extends DataSourceJsonData {
  authentication?: Authentication;
  tlsSkipVerify?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsAuth?: boolean;
  /** The name that the certificate of the exporter must carry, where it is not that of the URL. */
  serverName?: string;
  /** Seconds that Grafana's server waits for an answer. */
  timeout?: number;
  /** Open panels follow what the exporter finds, without a refresh of the dashboard. */
  live?: boolean;
  /** Seconds between two questions whether there is anything new. */
  liveInterval?: number;
  /** Names of more headers, counted from 1 without a gap, e.g. for a gateway or a tenant. */
  [header: `httpHeaderName${number}`]: string | undefined;
}

/** `secureJsonData`: written by the configuration page, read by Grafana's server only. */
export interface PresageSecrets {
  token?: string;
  basicAuthPassword?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
  [header: `httpHeaderValue${number}`]: string | undefined;
}
