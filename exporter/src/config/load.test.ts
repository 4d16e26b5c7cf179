import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './interpolate.js';
import { loadConfig, parseConfig } from './load.js';
import { ConfigError } from './problem.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

const parse = (text: string, environment: Environment = {}) =>
  parseConfig(text, { file: join(directory, 'presage.yaml'), environment });

/** The lines of the error, without the folder. */
async function errorsOf(text: string, environment: Environment = {}): Promise<string[]> {
  const error = await parse(text, environment).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message.split('\n').map((line) => line.replace(`${directory}/`, ''));
}

const oneTarget = 'targets: { postgres: [{ name: shop, url: "postgres://db/shop" }] }\n';

describe('parseConfig', () => {
  it('fills in the defaults', async () => {
    const config = await parse(oneTarget);
    expect(config.targets.postgres[0]).toEqual({
      name: 'shop',
      url: 'postgres://db/shop',
      timeout: 10,
      max_connections: 2,
    });
    expect(config.advisors.cache).toMatchObject({ enabled: true, interval: 30, timeout: 15 });
    expect(config.limits).toMatchObject({ timeout: 20, cache: 60 });
  });

  it('takes an empty file', async () => {
    expect((await parse('')).targets).toEqual({ postgres: [], redis: [], prometheus: [], stream: [] });
    expect((await parse('# nothing\n')).targets.postgres).toEqual([]);
  });

  it('fills in variables, also where a number or a truth value is asked for', async () => {
    const text = `
targets:
  postgres:
    - { name: shop, host: "\${HOST}", port: "\${PORT:-5432}", password: "\${PASSWORD}", tls: { enabled: "\${TLS}" } }`;
    const config = await parse(text, { HOST: 'db', PASSWORD: '0123', TLS: 'false' });
    expect(config.targets.postgres[0]).toMatchObject({
      host: 'db',
      port: 5432,
      password: '0123',
      tls: { enabled: false },
    });
  });

  it('does not make numbers of text that the author quoted', async () => {
    expect(await errorsOf('targets: { postgres: [{ name: a, host: b, port: "5432" }] }')).toEqual([
      'presage.yaml:1:49: targets.postgres[0].port: must be a number (example: port: 5432)',
    ]);
  });

  it('cannot be given new structure by a variable', async () => {
    const config = await parse('targets: { postgres: [{ name: a, host: "${HOST}" }] }', { HOST: 'x"\nadvisors: {}' });
    expect(config.targets.postgres[0]!.host).toBe('x"\nadvisors: {}');
  });

  it('reads secrets from files and makes other files absolute', async () => {
    await writeFile(join(directory, 'password'), ' s3cret\n');
    const config = await parse(
      'targets: { redis: [{ name: r, host: h, password_file: password, tls: { ca_file: ca.pem } }] }',
    );
    const [target] = config.targets.redis;
    expect(target).toMatchObject({ password: 's3cret', tls: { ca_file: join(directory, 'ca.pem') } });
    expect(target).not.toHaveProperty('password_file');
  });

  it('refuses a rule that is called as one that is built in', async () => {
    const text = `targets: { prometheus: [{ name: main, url: "http://a" }] }
advisors:
  forecasts:
    rules: [{ name: capacity-disk, expr: up }]
    capacity: [memory, disk]`;
    expect(await errorsOf(text)).toEqual([
      expect.stringContaining(
        'advisors.forecasts.capacity[1]: its rule is called "capacity-disk", as is advisors.forecasts.rules[0]',
      ),
    ]);
  });

  it('reports every problem at once, in the order of the file', async () => {
    const text = `targets:
  postgres:
    - name: shop
      urll: postgres://db/shop
      timeout: soon
    - name: shop
      url: mysql://root:hunter2@db/shop
      host: db
  redis:
    - name: cache
      url: redis://\${NOWHERE}:6379
      port: many
advisor:
  cache: {}
advisors:
  indexes:
    targets: [shpo]
    minimum_gain_ratio: 3
  anomalies:
    rules: [{ name: a, expr: up, sensitivity: extreme }]
`;
    const errors = await errorsOf(text);
    expect(errors).toEqual([
      'presage.yaml:3:7: targets.postgres[0]: needs url or host (example: url: postgres://presage:${PGPASSWORD}@db.example:5432/shop)',
      'presage.yaml:4:7: targets.postgres[0].urll: is not a key that Presage knows; did you mean url?',
      'presage.yaml:5:16: targets.postgres[0].timeout: must be a duration such as 30s, 5m or 1d12h (example: timeout: 30s)',
      'presage.yaml:6:13: targets.postgres[1].name: the name "shop" is taken by targets.postgres[0] (example: name: shop)',
      'presage.yaml:7:12: targets.postgres[1].url: must be a URL that starts with postgres:// or postgresql:// (example: url: postgres://presage:${PGPASSWORD}@db.example:5432/shop)',
      'presage.yaml:8:13: targets.postgres[1].host: give only one of url and host (example: host: db.example)',
      'presage.yaml:11:12: the environment variable NOWHERE is not set (example: ${NOWHERE:-default})',
      'presage.yaml:12:13: targets.redis[0].port: must be a number (example: port: 5432)',
      'presage.yaml:13:1: advisor: is not a key that Presage knows; did you mean advisors?',
      'presage.yaml:17:15: advisors.indexes.targets[0]: "shpo" is not a fitting target; did you mean "shop"? (example: targets: [shop])',
      'presage.yaml:18:25: advisors.indexes.minimum_gain_ratio: must be at most 1',
      expect.stringContaining('presage.yaml:20:13: advisors.anomalies.rules[0]: needs a Prometheus target'),
      'presage.yaml:20:47: advisors.anomalies.rules[0].sensitivity: must be one of low, medium, high, very-high',
    ]);
    expect(errors.join('\n')).not.toContain('hunter2');
  });

  it.each([
    ['no file', 'password_file: nowhere', 'password_file: cannot read the file .*nowhere: ENOENT'],
    ['both ways', 'password: x, password_file: password', 'give either password or password_file, not both'],
  ])('says what is wrong with a secret: %s', async (_name, keys, message) => {
    const errors = await errorsOf(`targets: { redis: [{ name: r, host: h, ${keys} }] }`);
    expect(errors).toEqual([expect.stringMatching(message)]);
  });

  it('points to the file key when the secret in it is wrong, without showing it', async () => {
    await writeFile(join(directory, 'url'), 'hunter2');
    const errors = await errorsOf('targets: { postgres: [{ name: p, url_file: url }] }');
    expect(errors).toEqual([expect.stringContaining('presage.yaml:1:44: targets.postgres[0].url: must be a URL')]);
    expect(errors[0]).not.toContain('hunter2');
  });

  it.each([
    ['a: [1', 'is not valid YAML'],
    ['a: 1\na: 2', 'is not valid YAML: Map keys must be unique'],
    ['a: *b', 'is not usable YAML: Unresolved alias'],
    [`a: &a [x,x,x,x,x,x,x,x,x]\n${bomb()}`, 'is not usable YAML'],
  ])('rejects bad YAML %#', async (text, message) => {
    const errors = await errorsOf(text);
    expect(errors[0]).toContain(message);
    expect(errors[0]).toMatch(/^presage\.yaml/);
  });

  it.each(['- a', '42', 'text'])('rejects a file that is no block of keys: %s', async (text) => {
    expect(await errorsOf(text)).toEqual([expect.stringContaining('must be a block of keys')]);
  });

  it.each([
    ['advisors: { cache: { interval: 0s } }', 'must be between 100ms and 7d'],
    ['advisors: { cache: { timeout: 30d } }', 'must be between 100ms and 7d'],
    ['advisors: { cache: { targets: [nothing] } }', '"nothing" is not a fitting target'],
    ['targets: { redis: [{ name: r, nodes: ["h:1"], mode: sentinel }] }', 'needs master_name'],
    ['targets: { prometheus: [{ name: p }] }', 'needs url'],
    ['targets: { postgres: [{ url: "postgres://h" }] }', 'name: is required'],
    ['targets: { postgres: [{ name: "a b", host: h }] }', 'must be 1 to 63 letters'],
  ])('rejects %s', async (text, message) => {
    expect((await errorsOf(text)).join('\n')).toContain(message);
  });

  it('checks the rules against each other and against the targets', async () => {
    const rules = `
    rules:
      - { name: a, expr: up, minimum: 2, maximum: 1 }
      - { name: a, expr: up, target: mian }
      - { name: b, expr: up, thresholds: [{ name: t, value: 1 }, { name: t, value: 2 }] }`;
    const text = `targets: { prometheus: [{ name: main, url: "http://p" }] }\nadvisors:\n  forecasts:${rules}`;
    const errors = await errorsOf(text);
    expect(errors).toEqual([
      expect.stringContaining('rules[0].minimum: must be less than maximum'),
      expect.stringContaining('rules[1].name: there is another rule with the name "a"'),
      expect.stringContaining('rules[1].target: "mian" is not a fitting target; did you mean "main"?'),
      expect.stringContaining('rules[2].thresholds[1].name: there is another threshold "t"'),
    ]);
  });
});

describe('loadConfig', () => {
  it('reads the environment when there is no file', async () => {
    const { config, origin } = await loadConfig(undefined, {
      DATABASE_URL: 'postgresql://db/shop',
      PROMETHEUS_URL: 'http://localhost:9090',
    });
    expect(config.targets.postgres).toMatchObject([{ name: 'postgres', url: 'postgresql://db/shop' }]);
    expect(config.targets.prometheus).toMatchObject([{ name: 'prometheus' }]);
    expect(config.targets.redis).toEqual([]);
    expect(origin).toBe('DATABASE_URL, PROMETHEUS_URL');
  });

  it('names the variable whose URL is wrong, not its value', async () => {
    await expect(loadConfig(undefined, { REDIS_URL: 'hunter2' })).rejects.toThrow(/REDIS_URL: must be a URL/);
    await expect(loadConfig(undefined, { REDIS_URL: 'hunter2' })).rejects.not.toThrow(/hunter2/);
  });

  it('says what to do when there is nothing at all', async () => {
    await expect(loadConfig(undefined, {})).rejects.toThrow(/none of DATABASE_URL, REDIS_URL, PROMETHEUS_URL is set/);
  });

  it('fails on a file that was named and is not there', async () => {
    await expect(loadConfig(join(directory, 'no.yaml'), { DATABASE_URL: 'postgres://db' })).rejects.toMatchObject({
      code: 'PRS_CONFIG_UNREADABLE',
      message: expect.stringContaining('ENOENT'),
    });
  });
});

/** The billion laughs: each line holds the one before it nine times. */
function bomb(): string {
  const names = 'abcdefgh';
  const lines = [...names]
    .slice(1)
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(',')}]`);
  return lines.join('\n');
}
