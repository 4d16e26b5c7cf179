import { type BackendSrv, type BackendSrvRequest, type FetchResponse, setBackendSrv } from '@grafana/runtime';
import { Observable } from 'rxjs';

/** What was asked of the backend service, and whether the asker left before the answer. */
export interface Asked {
  request: BackendSrvRequest;
  aborted: boolean;
}

type Answer = (request: BackendSrvRequest) => unknown;

/** Grafana's own half of the data proxy: `answer` returns the body, throws what `fetch` reports, or hangs on a promise. */
export function useBackend(answer: Answer): Asked[] {
  const asked: Asked[] = [];
  const fetch = (request: BackendSrvRequest) =>
    new Observable<FetchResponse>((subscriber) => {
      const entry = { request, aborted: false };
      let answered = false;
      asked.push(entry);
      Promise.resolve()
        .then(() => answer(request))
        .then(
          (data) => {
            answered = true;
            subscriber.next({ data } as FetchResponse);
            subscriber.complete();
          },
          (failure) => {
            answered = true;
            subscriber.error(failure);
          },
        );
      return () => {
        entry.aborted = !answered;
      };
    });
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return asked;
}

/** What `fetch` reports for an HTTP status that is not a success. */
export function fetchFailure(status: number, data: unknown = {}) {
  return { status, data, config: { url: '' } };
}
