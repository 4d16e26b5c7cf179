import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveWebConfig } from './live-web-config.js';
import { loadWebConfig } from './web-config.js';

const hash = '$2b$04$abcdefghijklmnopqrstuuAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-web-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = async (name: string, text: string) => {
  await writeFile(join(directory, name), text);
  return join(directory, name);
};
const load = async (text: string) => loadWebConfig(await write('web.yaml', text));
const problemsOf = (text: string) =>
  load(text).then(
    () => 'none',
    (error: Error) => error.message.replaceAll(`${directory}/`, ''),
  );

describe('loadWebConfig', () => {
  it('reads an empty file as no protection', async () => {
    expect(await load('')).toMatchObject({ tls: undefined, headers: {}, tokens: [] });
  });

  it('reads users, tokens, headers and the files of the certificate', async () => {
    await write('cert.pem', 'CERT');
    await write('key.pem', 'KEY');
    await write('ca.pem', 'CA');
    await write('tokens', 'token-from-a-file-1\n\ntoken-from-a-file-2\n');
    const config = await load(`
tls_server_config:
  cert_file: cert.pem
  key_file: key.pem
  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  min_version: TLS13
http_server_config:
  headers: { Strict-Transport-Security: max-age=1 }
basic_auth_users:
  alice: ${hash}
bearer_tokens: ["token-$$-\${NOT_A_VARIABLE}"]
bearer_tokens_file: tokens
`);
    expect(config).toMatchObject({
      tls: { cert: 'CERT', key: 'KEY', ca: 'CA', clientAuthType: 'RequireAndVerifyClientCert', minVersion: 'TLS13' },
      headers: { 'Strict-Transport-Security': 'max-age=1' },
      tokens: ['token-$$-${NOT_A_VARIABLE}', 'token-from-a-file-1', 'token-from-a-file-2'],
    });
    expect([...config.users]).toEqual([['alice', hash]]);
    expect(config.files).toHaveLength(5);
  });

  it.each([
    ['basic_auth_users: { alice: hunter2 }', 'web.yaml:1:28: basic_auth_users.alice: must be a bcrypt hash'],
    [
      'basic_auth_user: {}',
      'web.yaml:1:1: basic_auth_user: is not a key that Presage knows; did you mean basic_auth_users?',
    ],
    ['bearer_tokens: [hunter2]', 'web.yaml:1:17: bearer_tokens[0]: must be at least 16 characters'],
    ['bearer_tokens_file: nowhere', 'web.yaml:1:21: bearer_tokens_file: cannot read the file nowhere: ENOENT'],
    ['tls_server_config: { cert_file: a }', 'tls_server_config.key_file: is required'],
    [
      'tls_server_config: { cert_file: a, key_file: a, client_auth_type: RequireAndVerifyClientCert }',
      'RequireAndVerifyClientCert needs client_ca_file',
    ],
    ['tls_server_config: { cert_file: a, key_file: a, client_ca_file: a }', 'client_ca_file has no effect'],
    [
      'tls_server_config: { cert_file: a, key_file: a, min_version: SSL3 }',
      'must be one of TLS10, TLS11, TLS12, TLS13',
    ],
    ['http_server_config: { http2: true }', 'http_server_config.http2: is not a key'],
    ['a: [', 'is not valid YAML'],
  ])('refuses %s', async (text, problem) => {
    const problems = await problemsOf(text);
    expect(problems).toContain(problem);
    expect(problems.replace(text, '')).not.toContain('hunter2');
  });

  it('refuses a file of tokens that are too short or missing', async () => {
    await write('tokens', 'hunter2');
    expect(await problemsOf('bearer_tokens_file: tokens')).toContain('at least 16 characters');
    await write('tokens', '\n');
    expect(await problemsOf('bearer_tokens_file: tokens')).toContain('holds no token');
  });

  it('fails on a file that is not there', async () => {
    await expect(loadWebConfig(join(directory, 'no.yaml'))).rejects.toMatchObject({ code: 'PRS_CONFIG_UNREADABLE' });
  });
});

describe('LiveWebConfig', () => {
  it('takes changes of the file and of what it names over, and keeps the old when the new is wrong', async () => {
    await write('tokens', 'the-first-token-1');
    const file = await write('web.yaml', 'bearer_tokens_file: tokens');
    let heard: () => void = () => undefined;
    const events: string[] = [];
    const note = (event: string) => {
      events.push(event);
      heard();
    };
    const hooks = { changed: () => note('changed'), failed: () => note('failed') };
    const live = await LiveWebConfig.open(file, hooks, 20);
    const next = async (change: () => Promise<unknown>) => {
      const event = new Promise<void>((resolve) => (heard = resolve));
      await change();
      await event;
    };
    try {
      await next(() => write('tokens', 'the-second-token-2'));
      expect(live.current.tokens).toEqual(['the-second-token-2']);
      await next(() => write('web.yaml', 'nonsense: true'));
      expect(live.current.tokens).toEqual(['the-second-token-2']);
      await next(() => write('web.yaml', 'bearer_tokens: [the-third-token-33]'));
      expect(live.current.tokens).toEqual(['the-third-token-33']);
      expect(events).toEqual(['changed', 'failed', 'changed']);
    } finally {
      live.close();
    }
  });
});
