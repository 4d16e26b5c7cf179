import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { Observable } from 'rxjs';

/** Grafana's backend service over the browser's fetch: answers, failures and aborts have Grafana's shapes. */
export const backend = { fetch: send } as unknown as BackendSrv;

function send<T>(config: BackendSrvRequest): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const fail = (failure: Omit<FetchError, 'config'>) => subscriber.error({ ...failure, config });
    fetch(config.url, {
      method: config.method ?? 'GET',
      headers: { 'content-type': 'application/json', ...config.headers },
      body: config.data === undefined ? undefined : JSON.stringify(config.data),
      signal: controller.signal,
    })
      .then(async (response) => {
        const { status, statusText, ok, headers, redirected, type, url } = response;
        const data = parse(await response.text());
        if (!ok) return fail({ status, statusText, data });
        subscriber.next({ data: data as T, status, statusText, ok, headers, redirected, type, url, config });
        subscriber.complete();
      })
      .catch((failure: Error) => {
        const cancelled = controller.signal.aborted;
        if (!cancelled) fail({ status: 0, statusText: failure.message, data: {}, cancelled });
      });
    return () => controller.abort();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
