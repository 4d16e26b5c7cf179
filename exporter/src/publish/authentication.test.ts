import bcrypt from 'bcryptjs';
import { Authentication, type Credentials } from './authentication.js';

const hash = bcrypt.hashSync('secret: with colon', 4);
const token = 'a-token-of-some-length';
const both: Credentials = { users: new Map([['alice', hash]]), tokens: [token, 'another-token-123'] };
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const admits = (credentials: Credentials, header: string | undefined) =>
  new Authentication(() => credentials).admits(header);

describe('Authentication', () => {
  it('lets everyone in when nobody is named', async () => {
    expect(await admits({ users: new Map(), tokens: [] }, undefined)).toBe(true);
  });

  it.each([
    [basic('alice', 'secret: with colon'), true],
    [basic('alice', 'wrong'), false],
    [basic('alice', ''), false],
    // the password of the first user is compared for unknown users too, and must not help them
    [basic('mallory', 'secret: with colon'), false],
    [basic('', ''), false],
    [`basic ${Buffer.from('alice:secret: with colon').toString('base64')}`, true],
    [`Basic ${Buffer.from('no colon').toString('base64')}`, false],
    ['Basic', false],
    ['Basic !!!', false],
    [`Bearer ${token}`, true],
    ['bearer another-token-123', true],
    [`Bearer ${token}x`, false],
    [`Bearer ${token.slice(0, -1)}`, false],
    ['Bearer', false],
    [`Bearer ${token} extra`, false],
    ['Digest x', false],
    ['', false],
    [undefined, false],
  ])('%s: %p', async (header, admitted) => {
    expect(await admits(both, header)).toBe(admitted);
  });

  it('takes no tokens where there are none, and no users', async () => {
    expect(await admits({ users: both.users, tokens: [] }, `Bearer ${token}`)).toBe(false);
    expect(await admits({ users: new Map(), tokens: [token] }, basic('alice', 'secret: with colon'))).toBe(false);
  });

  it('challenges with what it takes', () => {
    expect(new Authentication(() => both).challenges()).toEqual([
      'Basic realm="presage", charset="UTF-8"',
      'Bearer realm="presage"',
    ]);
    expect(new Authentication(() => ({ users: new Map(), tokens: [token] })).challenges()).toEqual([
      'Bearer realm="presage"',
    ]);
  });

  it('forgets a password as soon as the file has another hash', async () => {
    let credentials = both;
    const authentication = new Authentication(() => credentials);
    expect(await authentication.admits(basic('alice', 'secret: with colon'))).toBe(true);
    credentials = { users: new Map([['alice', bcrypt.hashSync('new', 4)]]), tokens: [] };
    expect(await authentication.admits(basic('alice', 'secret: with colon'))).toBe(false);
    expect(await authentication.admits(basic('alice', 'new'))).toBe(true);
  });

  it('turns a flood of guesses away instead of working through all of it', async () => {
    const authentication = new Authentication(() => both);
    const guesses = Array.from({ length: 100 }, (_, index) => authentication.admits(basic('alice', `guess ${index}`)));
    const results = await Promise.allSettled(guesses);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(80);
    expect(refused[0]!.reason).toMatchObject({ code: 'PRS_OVERLOADED' });
    expect(await authentication.admits(basic('alice', 'secret: with colon'))).toBe(true);
  });

  it('still knows the right password at once after more guesses than it remembers', async () => {
    const authentication = new Authentication(() => both);
    const right = basic('alice', 'secret: with colon');
    await authentication.admits(right);
    for (let guess = 0; guess < 120; guess++) await authentication.admits(basic('alice', `guess ${guess}`));
    const waiting = Array.from({ length: 20 }, (_, guess) => authentication.admits(basic('alice', `more ${guess}`)));
    // the queue is full, so only a remembered result can answer
    expect(await authentication.admits(right)).toBe(true);
    await Promise.all(waiting);
  });
});
