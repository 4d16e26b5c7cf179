import { commandName, redisError } from './errors.js';

describe('redisError', () => {
  it.each([
    ['WRONGPASS invalid username-password pair or user is disabled.', 'PRS_SOURCE_AUTHENTICATION'],
    ['NOAUTH Authentication required.', 'PRS_SOURCE_AUTHENTICATION'],
    ['DENIED Redis is running in protected mode', 'PRS_SOURCE_AUTHENTICATION'],
    ['ERR invalid password', 'PRS_SOURCE_AUTHENTICATION'],
    ['LOADING Redis is loading the dataset in memory', 'PRS_SOURCE_UNREACHABLE'],
    ['ERR max number of clients reached', 'PRS_SOURCE_UNREACHABLE'],
    ['Connection is closed.', 'PRS_SOURCE_UNREACHABLE'],
    ['Command timed out', 'PRS_SOURCE_TIMEOUT'],
    ['Unknown RESP type 72 "H". Please report this.', 'PRS_SOURCE_PROTOCOL'],
    ["ERR unknown command 'CONFIG'", 'PRS_SOURCE_QUERY'],
    ['WRONGTYPE Operation against a key', 'PRS_SOURCE_QUERY'],
  ])('reads "%s" as %s', (message, code) => {
    expect(redisError(new Error(message), 'target', ['INFO'])).toMatchObject({
      code,
      message: expect.stringMatching(/^target: /),
    });
  });

  it('names the command that is denied, not its arguments', () => {
    const error = redisError(new Error('NOPERM no permissions'), 'target', ['memory', 'usage', 'session:42']);
    expect(error).toMatchObject({
      code: 'PRS_REDIS_COMMAND_DENIED',
      message: 'target: the user may not run MEMORY USAGE',
    });
  });

  it('keeps no trace of the command, which may be AUTH', () => {
    const reply = Object.assign(new Error('WRONGPASS no'), { command: { name: 'auth', args: ['hidden-secret'] } });
    const error = redisError(reply, 'target', ['AUTH', 'hidden-secret']);
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('hidden-secret');
  });
});

describe('commandName', () => {
  it('takes a subcommand only from commands that have one', () => {
    expect(commandName(['config', 'get', 'x'])).toBe('CONFIG GET');
    expect(commandName(['GET', 'key'])).toBe('GET');
    expect(commandName(['AUTH', 'secret'])).toBe('AUTH');
    expect(commandName(['MEMORY'])).toBe('MEMORY');
  });
});
