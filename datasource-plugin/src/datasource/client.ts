import { getBackendSrv } from '@grafana/runtime';
import type { Catalog, QueryRequest, QueryResponse, Revisions } from '@presage/contract/api';
import type { NamesAnswer, NamesRequest } from '@presage/contract/names';
import { finalize, map, type Observable, share } from 'rxjs';

/** An answer that does not have the shape of Presage's API, although its HTTP status is fine. */
export class UnexpectedAnswer extends Error {
  constructor() {
    super('What answers at the URL of this data source is not the API of Presage. Check the URL.');
  }
}

/**
 * The exporter's HTTP API through Grafana's data proxy. Panels, variables and editors that ask the same at the same time
 * share one request; it is aborted when the last of them unsubscribes.
 */
export class ExporterClient {
  private readonly underWay = new Map<string, Observable<object>>();

  /** @param baseUrl the proxy's address of this data source, with the route that adds the token if there is one */
  constructor(private readonly baseUrl: string) {}

  catalog(): Observable<Catalog> {
    return this.request<Catalog>('GET', '/api/v1/catalog', 'version');
  }

  query(body: QueryRequest): Observable<QueryResponse> {
    return this.request<QueryResponse>('POST', '/api/v1/query', 'results', body);
  }

  /** When what the exporter knows last became new. */
  revisions(): Observable<Revisions> {
    return this.request<Revisions>('GET', '/api/v1/revisions', 'revisions');
  }

  /** What a Prometheus target of the exporter knows. */
  names(request: NamesRequest): Observable<NamesAnswer> {
    const given = Object.entries(request).filter(([, value]) => value !== undefined);
    const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.request<NamesAnswer>('GET', `/api/v1/names?${parameters}`, 'names');
  }

  private request<T extends object>(method: string, path: string, mark: keyof T, data?: unknown): Observable<T> {
    const key = JSON.stringify([path, data]);
    const same = this.underWay.get(key);
    if (same) {
      return same as Observable<T>;
    }
    const request = this.send<T>(method, path, mark, data).pipe(
      finalize(() => this.underWay.delete(key)),
      share(),
    );
    this.underWay.set(key, request);
    return request;
  }

  private send<T extends object>(method: string, path: string, mark: keyof T, data?: unknown): Observable<T> {
    return getBackendSrv()
      .fetch<T>({ url: this.baseUrl + path, method, data, showErrorAlert: false })
      .pipe(
        map(({ data: answer }) => {
          if (typeof answer !== 'object' || answer === null || !(mark in answer)) {
            throw new UnexpectedAnswer();
          }
          return answer;
        }),
      );
  }
}
