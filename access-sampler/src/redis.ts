import type { Sampler } from './sampler.js';

/** The part of a command of ioredis that is looked at. */
interface Command {
  name: string;
  args: readonly unknown[];
  promise: Promise<unknown>;
}

/** The part of an ioredis client (5 or later) that is hooked. */
export interface CommandSender {
  status: string;
  sendCommand(command: never, ...rest: never[]): unknown;
}

/**
 * Lets the sampler see the look-ups, stores and deletions of an ioredis client, in pipelines and transactions too. The client
 * is changed in place and returned; its commands and their replies stay as they are.
 */
export function sampleRedis<T extends CommandSender>(client: T, sampler: Sampler): T {
  const send = client.sendCommand.bind(client) as (command: Command, ...rest: unknown[]) => unknown;
  const hooked = (command: Command, ...rest: unknown[]): unknown => {
    const result = send(command, ...rest);
    try {
      look(command, sampler, client.status === 'ready');
    } catch {
      // the application must not suffer from what looks on
    }
    return result;
  };
  return Object.assign(client, { sendCommand: hooked });
}

/** A command that has to wait for the connection passes twice: it is noted the first time, and counted the second. */
const seen = new WeakSet<Command>();

function look(command: Command, sampler: Sampler, isReady: boolean): void {
  switch (command.name) {
    case 'get':
    case 'getex':
    case 'hget':
    case 'hmget':
    case 'hgetall':
      return lookUp(command, sampler, isReady);
    case 'mget':
      return lookUpMany(command, sampler, isReady);
    case 'set':
      return store(command, sampler, command.args[1], ttlOfSet(command.args));
    case 'setex':
      return store(command, sampler, command.args[2], Number(command.args[1]));
    case 'psetex':
      return store(command, sampler, command.args[2], Number(command.args[1]) / 1_000);
    case 'expire':
      return store(command, sampler, undefined, Number(command.args[1]));
    case 'pexpire':
      return store(command, sampler, undefined, Number(command.args[1]) / 1_000);
    case 'del':
    case 'unlink':
      return remove(command, sampler);
  }
}

function lookUp(command: Command, sampler: Sampler, isReady: boolean): void {
  if (isReady) sampler.count();
  const key = textOf(command.args[0]);
  const hash = sampler.hashOf(key);
  if (hash < 0 || seen.has(command)) return;
  seen.add(command);
  command.promise.then(
    (reply) => sampler.lookup(hash, key, isHit(reply), isHit(reply) ? key.length + sizeOf(reply) : 0),
    () => undefined,
  );
}

function lookUpMany(command: Command, sampler: Sampler, isReady: boolean): void {
  const keys = command.args.map(textOf);
  if (isReady) sampler.count(keys.length);
  const kept = keys.map((key) => sampler.hashOf(key));
  if (seen.has(command) || kept.every((hash) => hash < 0)) return;
  seen.add(command);
  command.promise.then(
    (replies) => {
      if (!Array.isArray(replies)) return;
      kept.forEach((hash, at) => {
        const reply: unknown = replies[at];
        const key = keys[at]!;
        if (hash >= 0) sampler.lookup(hash, key, isHit(reply), isHit(reply) ? key.length + sizeOf(reply) : 0);
      });
    },
    () => undefined,
  );
}

function store(command: Command, sampler: Sampler, value: unknown, ttl: number): void {
  const key = textOf(command.args[0]);
  const hash = sampler.hashOf(key);
  if (hash < 0 || seen.has(command)) return;
  seen.add(command);
  sampler.stored(hash, key, value === undefined ? 0 : key.length + sizeOf(value), ttl);
}

function remove(command: Command, sampler: Sampler): void {
  if (seen.has(command)) return;
  seen.add(command);
  for (const argument of command.args) {
    const key = textOf(argument);
    const hash = sampler.hashOf(key);
    if (hash >= 0) sampler.removed(hash, key);
  }
}

/** Seconds of EX or PX; 0 without. */
function ttlOfSet(args: readonly unknown[]): number {
  for (let at = 2; at + 1 < args.length; at++) {
    const option = String(args[at]).toUpperCase();
    if (option === 'EX') return Number(args[at + 1]);
    if (option === 'PX') return Number(args[at + 1]) / 1_000;
  }
  return 0;
}

function textOf(key: unknown): string {
  return typeof key === 'string' ? key : String(key);
}

function isHit(reply: unknown): boolean {
  if (Array.isArray(reply)) return reply.some((item) => item !== null);
  if (typeof reply === 'object' && reply !== null && !Buffer.isBuffer(reply)) return Object.keys(reply).length > 0;
  return reply !== null && reply !== undefined;
}

/** Bytes of a value, about. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value.length;
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).reduce((sum, [name, item]) => sum + name.length + sizeOf(item), 0);
  }
  return value === undefined || value === null ? 0 : 8;
}
