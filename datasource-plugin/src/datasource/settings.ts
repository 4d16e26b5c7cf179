import type { DataSourceJsonData } from '@grafana/data';

/** How Grafana's proxy authenticates at the exporter; `basic` stands for Grafana's own basic auth fields. */
export type Authentication = 'none' | 'basic' | 'token';

/** `jsonData` of one data source. Names that Grafana's data proxy reads itself are Grafana's. */
export interface PresageOptions extends DataSourceJsonData {
  authentication?: Authentication;
  tlsSkipVerify?: boolean;
  tlsAuthWithCACert?: boolean;
  /** Name of one more header, e.g. for a gateway or a tenant. */
  httpHeaderName1?: string;
}

/** `secureJsonData`: written by the configuration page, read by Grafana's server only. */
export interface PresageSecrets {
  token?: string;
  basicAuthPassword?: string;
  tlsCACert?: string;
  httpHeaderValue1?: string;
}
