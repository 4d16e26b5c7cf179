import { fetchFailure } from '../testing/backend';
import { describeApiError, describeFailure } from './failure';

const coded = { error: { code: 'PRS_OVERLOADED', message: 'Four queries run already.', hint: 'Ask again.' } };

it.each([
  ['a coded error of the exporter, whatever its status', fetchFailure(503, coded), 'Four queries run already. Ask'],
  ['a 401 that passes through', fetchFailure(401, { message: 'Unauthorized' }), 'rejected the credentials'],
  ['a 401 that the proxy hides', fetchFailure(400, 'Authentication to data source failed'), 'rejected the credentials'],
  ['the same in JSON', fetchFailure(400, { message: 'Authentication to data source failed' }), 'the credentials'],
  ['no permission', fetchFailure(403, {}), 'denies access'],
  ['a wrong path', fetchFailure(404, '404 page not found'), 'no Presage API at this URL'],
  ['a dead exporter', fetchFailure(502, ''), 'cannot reach Presage'],
  ['a slow exporter', fetchFailure(504, undefined), 'did not answer in time'],
  ['no network', fetchFailure(0, null), 'did not reach Grafana'],
  ['a status that says nothing', fetchFailure(418, {}), 'HTTP status 418'],
  ['an error that is thrown', new Error('Broken.'), 'Broken.'],
  ['anything else', 'odd', 'odd'],
])('describes %s in a sentence', (_case, failure, sentence) => {
  expect(describeFailure(failure)).toContain(sentence);
});

it('does not mistake an error text of a gateway for a coded error', () => {
  expect(describeFailure(fetchFailure(502, { error: 'Bad Gateway' }))).toContain('cannot reach Presage');
});

it('separates what is wrong from what to do, whether or not the message is a sentence', () => {
  const error = { code: 'PRS_SOURCE_UNREACHABLE', hint: 'Check the port.' } as const;
  const both = 'connection refused. Check the port. (PRS_SOURCE_UNREACHABLE)';
  expect(describeApiError({ ...error, message: 'connection refused' })).toBe(both);
  expect(describeApiError({ ...error, message: 'connection refused.' })).toBe(both);
});
