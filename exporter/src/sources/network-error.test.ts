import { PresageError } from '../error.js';
import { cutText, describeError, networkError, networkErrorCode } from './network-error.js';

const coded = (code: string, message = 'text') => Object.assign(new Error(message), { code });

describe('networkErrorCode', () => {
  it.each([
    ['ECONNREFUSED', 'PRS_SOURCE_UNREACHABLE'],
    ['ECONNRESET', 'PRS_SOURCE_UNREACHABLE'],
    ['ENOTFOUND', 'PRS_SOURCE_UNREACHABLE'],
    ['EAI_AGAIN', 'PRS_SOURCE_UNREACHABLE'],
    ['UND_ERR_SOCKET', 'PRS_SOURCE_UNREACHABLE'],
    ['ETIMEDOUT', 'PRS_SOURCE_TIMEOUT'],
    ['UND_ERR_HEADERS_TIMEOUT', 'PRS_SOURCE_TIMEOUT'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'PRS_SOURCE_TLS'],
    ['CERT_HAS_EXPIRED', 'PRS_SOURCE_TLS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'PRS_SOURCE_TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'PRS_SOURCE_TLS'],
    ['EPROTO', 'PRS_SOURCE_TLS'],
  ])('reads %s as %s', (code, expected) => {
    expect(networkErrorCode(coded(code))).toBe(expected);
  });

  it('knows a hang-up during the handshake', () => {
    const message = 'Client network socket disconnected before secure TLS connection was established';
    expect(networkErrorCode(coded('ECONNRESET', message))).toBe('PRS_SOURCE_TLS');
  });

  it('leaves other errors to others', () => {
    for (const error of [new Error('plain'), coded('42P01'), { code: 7 }, 'text', null, undefined]) {
      expect(networkErrorCode(error)).toBeUndefined();
      expect(networkError(error, 'target')).toBeUndefined();
    }
  });
});

describe('networkError', () => {
  it('opens its message with the target', () => {
    const error = networkError(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'target');
    expect(error).toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: 'target: connect ECONNREFUSED 127.0.0.1:1',
    });
    // A client's error may carry the command, and with it a password.
    expect(error?.cause).toBeUndefined();
  });

  it('passes on what is a PresageError already', () => {
    const error = new PresageError('PRS_SOURCE_QUERY', 'own');
    expect(networkError(error, 'target')).toBe(error);
  });
});

describe('describeError', () => {
  it('lets the first of several attempts speak', () => {
    const attempts = [new Error('connect ECONNREFUSED ::1:1'), new Error('connect ECONNREFUSED 127.0.0.1:1')];
    expect(describeError(new AggregateError(attempts))).toBe('connect ECONNREFUSED ::1:1');
  });

  it('falls back to the code, then to the value', () => {
    expect(describeError(coded('EPIPE', ''))).toBe('EPIPE');
    expect(describeError('thrown text')).toBe('thrown text');
  });
});

describe('cutText', () => {
  it('makes one short line of anything', () => {
    expect(cutText(' a\r\n\tb\u0000\u001b[31m c\u2028d ')).toBe('a b [31m c d');
    expect(cutText('x'.repeat(301))).toHaveLength(300);
    expect(cutText('x'.repeat(300))).toBe('x'.repeat(300));
  });
});
