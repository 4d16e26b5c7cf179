import { configSchema } from '../../config/config.js';
import { postgresSettings } from './settings.js';

const settings = (target: object) =>
  postgresSettings(configSchema.parse({ targets: { postgres: [{ name: 'main', ...target }] } }).targets.postgres[0]!);

describe('postgresSettings', () => {
  it('has the usual defaults', () => {
    expect(settings({})).toEqual({
      subject: 'PostgreSQL target "main"',
      host: 'localhost',
      port: 5432,
      user: 'postgres',
      password: '',
      database: 'postgres',
      tls: undefined,
      timeoutMs: 10_000,
      maxConnections: 2,
    });
  });

  it('reads a URL with escaped parts', () => {
    const url = 'postgresql://us%40er:p%3Ass%2F@db.example:6000/my%20shop?application_name=other';
    expect(settings({ url })).toMatchObject({
      host: 'db.example',
      port: 6000,
      user: 'us@er',
      password: 'p:ss/',
      database: 'my shop',
    });
  });

  it('takes the user for the database that is not named, as libpq does', () => {
    expect(settings({ url: 'postgres://shop@db.example' })).toMatchObject({ database: 'shop', port: 5432 });
    expect(settings({ user: 'shop' })).toMatchObject({ database: 'shop' });
  });

  it('lets single fields complete and correct the URL', () => {
    const own = settings({
      url: 'postgres://a:b@one.example:1/x',
      host: 'two.example',
      port: 2,
      password: 'c',
      database: 'y',
    });
    expect(own).toMatchObject({ host: 'two.example', port: 2, user: 'a', password: 'c', database: 'y' });
  });

  it('reads IPv6 addresses and socket directories', () => {
    expect(settings({ url: 'postgres://[::1]:5433/x' })).toMatchObject({ host: '::1', port: 5433 });
    expect(settings({ url: 'postgres:///x?host=/run/postgresql' })).toMatchObject({
      host: '/run/postgresql',
      database: 'x',
    });
    expect(settings({ url: 'postgres://u@%2Frun%2Fpostgresql/x' })).toMatchObject({ host: '/run/postgresql' });
  });

  it.each([
    ['disable', undefined],
    ['prefer', undefined],
    ['require', { insecure_skip_verify: true }],
    ['no-verify', { insecure_skip_verify: true }],
    ['verify-ca', { insecure_skip_verify: false }],
    ['verify-full', { insecure_skip_verify: false }],
  ])('means sslmode=%s as libpq does', (mode, tls) => {
    const own = settings({ url: `postgres://db.example/x?sslmode=${mode}` }).tls;
    if (tls === undefined) expect(own).toBeUndefined();
    else expect(own).toMatchObject(tls);
  });

  it('verifies whenever the URL names a root certificate', () => {
    expect(settings({ url: 'postgres://db/x?sslmode=require&sslrootcert=/ca.crt' }).tls).toMatchObject({
      ca_file: '/ca.crt',
      insecure_skip_verify: false,
    });
  });

  it('prefers the tls block', () => {
    expect(settings({ url: 'postgres://db/x?sslmode=require', tls: { enabled: false } }).tls).toBeUndefined();
    expect(settings({ tls: { ca_file: '/ca.crt' } }).tls).toMatchObject({ ca_file: '/ca.crt' });
  });

  it.each([
    'mysql://u:hidden-secret@db/x',
    'u:hidden-secret@db',
    'postgres://u:%zz@db/hidden-secret',
    'postgres://db/x?sslmode=hidden-secret',
  ])('refuses %s without repeating it', (url) => {
    expect(() => settings({ url })).toThrow(
      expect.objectContaining({ code: 'PRS_CONFIG_INVALID', message: expect.not.stringContaining('hidden-secret') }),
    );
  });
});
