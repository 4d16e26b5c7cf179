import { configSchema } from '../../config/config.js';
import { redisSettings } from './settings.js';

const settings = (target: object) =>
  redisSettings(configSchema.parse({ targets: { redis: [{ name: 'cache', ...target }] } }).targets.redis[0]!);

describe('redisSettings', () => {
  it('has the usual defaults', () => {
    expect(settings({})).toEqual({
      subject: 'Redis target "cache"',
      mode: 'standalone',
      endpoints: [{ host: 'localhost', port: 6379 }],
      masterName: 'mymaster',
      username: undefined,
      password: undefined,
      sentinelPassword: undefined,
      database: 0,
      tls: undefined,
      timeoutMs: 5_000,
    });
    expect(settings({ mode: 'sentinel' }).endpoints).toEqual([{ host: 'localhost', port: 26_379 }]);
  });

  it('reads a URL with escaped parts', () => {
    expect(settings({ url: 'rediss://us%40er:p%2Fw@[::1]:7000/3' })).toMatchObject({
      endpoints: [{ host: '::1', port: 7000 }],
      username: 'us@er',
      password: 'p/w',
      database: 3,
      tls: { enabled: true, insecure_skip_verify: false },
    });
    expect(settings({ url: 'redis://:only-password@cache.example' })).toMatchObject({
      endpoints: [{ host: 'cache.example', port: 6379 }],
      username: undefined,
      password: 'only-password',
    });
  });

  it('lets single fields complete and correct the URL', () => {
    const own = settings({
      url: 'rediss://a:b@one.example/1',
      host: 'two.example',
      password: 'c',
      database: 2,
      tls: { enabled: false },
    });
    expect(own).toMatchObject({
      endpoints: [{ host: 'two.example', port: 6379 }],
      username: 'a',
      password: 'c',
      database: 2,
    });
    expect(own.tls).toBeUndefined();
  });

  it('reads lists of nodes', () => {
    expect(settings({ mode: 'cluster', nodes: ['a.example:7000', '[::1]:7001', '::1:7002'] }).endpoints).toEqual([
      { host: 'a.example', port: 7000 },
      { host: '::1', port: 7001 },
      { host: '::1', port: 7002 },
    ]);
  });

  it.each([
    'http://u:hidden-secret@cache',
    'cache:6379',
    'redis://u:%zz-hidden-secret@cache',
    'redis://cache/hidden-secret',
  ])('refuses %s without repeating it', (url) => {
    expect(() => settings({ url })).toThrow(
      expect.objectContaining({ code: 'PRS_CONFIG_INVALID', message: expect.not.stringContaining('hidden-secret') }),
    );
  });
});
