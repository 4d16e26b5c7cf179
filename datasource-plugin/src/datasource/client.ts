import { getBackendSrv } from '@grafana/runtime';
import type { Catalog, QueryRequest, QueryResponse } from '@presage/contract/api';
import { map, type Observable } from 'rxjs';

/** An answer that does not have the shape of Presage's API, although its HTTP status is fine. */
export class UnexpectedAnswer extends Error {
  constructor() {
    super('What answers at the URL of this data source is not the API of Presage. Check the URL.');
  }
}

/** The exporter's HTTP API through Grafana's data proxy. Unsubscribing aborts the request. */
export class ExporterClient {
  /** @param baseUrl the proxy's address of this data source, with the route that adds the token if there is one */
  constructor(private readonly baseUrl: string) {}

  catalog(): Observable<Catalog> {
    return this.request<Catalog>('GET', '/api/v1/catalog', 'version');
  }

  query(body: QueryRequest): Observable<QueryResponse> {
    return this.request<QueryResponse>('POST', '/api/v1/query', 'results', body);
  }

  private request<T extends object>(method: string, path: string, mark: keyof T, data?: unknown): Observable<T> {
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
