import { PresageError } from '../../error.js';
import { postgresError } from './errors.js';

const fromServer = (code: string, message = 'text') => Object.assign(new Error(message), { code, severity: 'ERROR' });

describe('postgresError', () => {
  it.each([
    ['28P01', 'PRS_SOURCE_AUTHENTICATION'],
    ['28000', 'PRS_SOURCE_AUTHENTICATION'],
    ['42501', 'PRS_SOURCE_PERMISSION'],
    ['57014', 'PRS_SOURCE_TIMEOUT'],
    ['55P03', 'PRS_SOURCE_TIMEOUT'],
    ['53300', 'PRS_SOURCE_UNREACHABLE'],
    ['57P01', 'PRS_SOURCE_UNREACHABLE'],
    ['57P03', 'PRS_SOURCE_UNREACHABLE'],
    ['08006', 'PRS_SOURCE_UNREACHABLE'],
    ['08P01', 'PRS_SOURCE_QUERY'],
    ['42P01', 'PRS_SOURCE_QUERY'],
    ['25006', 'PRS_SOURCE_QUERY'],
  ])('reads SQLSTATE %s as %s and shows it', (state, code) => {
    expect(postgresError(fromServer(state, 'what it said'), 'target')).toMatchObject({
      code,
      message: `target: what it said (${state})`,
    });
  });

  it.each([
    ['timeout expired', 'PRS_SOURCE_TIMEOUT'],
    ['Query read timeout', 'PRS_SOURCE_TIMEOUT'],
    ['The server does not support SSL connections', 'PRS_SOURCE_TLS'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string', 'PRS_SOURCE_AUTHENTICATION'],
    ['Connection terminated unexpectedly', 'PRS_SOURCE_UNREACHABLE'],
    ['received invalid response: 48', 'PRS_SOURCE_PROTOCOL'],
  ])('reads the client message "%s" as %s', (message, code) => {
    expect(postgresError(new Error(message), 'target')).toMatchObject({ code, message: `target: ${message}` });
  });

  it('reads errors of the network, and passes on its own', () => {
    expect(postgresError(Object.assign(new Error('x'), { code: 'EPIPE' }), 'target')).toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
    });
    const own = new PresageError('PRS_SOURCE_TOO_LARGE', 'own');
    expect(postgresError(own, 'target')).toBe(own);
  });
});
