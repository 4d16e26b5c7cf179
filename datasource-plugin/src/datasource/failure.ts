import { isFetchError } from '@grafana/runtime';
import type { ApiError } from '@presage/contract/errors';

const CREDENTIALS = 'Presage rejected the credentials. Check the authentication of the data source.';
const UNREACHABLE = 'Grafana cannot reach Presage. Check the URL of the data source and that the exporter runs.';

/** What the data proxy's and the exporter's statuses mean where no coded error explains them better. */
const STATUS_SENTENCES: Record<number, string> = {
  0: 'The request did not reach Grafana. Check the connection of this browser.',
  401: CREDENTIALS,
  403: 'Grafana or a gateway denies access to Presage. Check the permissions of the data source.',
  404: 'There is no Presage API at this URL. Check the URL of the data source.',
  413: 'The request is larger than Presage accepts. Ask for fewer queries or a shorter expression.',
  429: 'Presage or a gateway limits the number of requests. Ask less often.',
  502: UNREACHABLE,
  503: 'Presage is not ready to answer. Try again in a moment.',
  504: 'Presage did not answer in time. Shorten the time range or raise the timeout of the data source.',
};

/** An error of the exporter in one line: what is wrong, what to do, and the code to look up. */
export function describeApiError({ code, message, hint }: ApiError): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return [sentence, hint, `(${code})`].filter(Boolean).join(' ');
}

/** One clear sentence or two for whatever went wrong between Grafana's front end and the exporter. */
export function describeFailure(failure: unknown): string {
  if (!isFetchError(failure)) {
    return failure instanceof Error ? failure.message : String(failure);
  }
  const answer: unknown = failure.data;
  const apiError = readApiError(answer);
  if (apiError) {
    return describeApiError(apiError);
  }
  const status = failure.status ?? 0;
  // Grafana's data proxy turns a 401 of the data source into this 400
  if (status === 400 && text(answer).includes('Authentication to data source failed')) {
    return CREDENTIALS;
  }
  return STATUS_SENTENCES[status] ?? `Presage answered with HTTP status ${status}. Check the URL of the data source.`;
}

function readApiError(answer: unknown): ApiError | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) {
    return undefined;
  }
  const { error } = answer;
  const coded = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  return coded ? (error as ApiError) : undefined;
}

function text(answer: unknown): string {
  if (typeof answer === 'string') {
    return answer;
  }
  return typeof answer === 'object' && answer !== null && 'message' in answer ? String(answer.message) : '';
}
