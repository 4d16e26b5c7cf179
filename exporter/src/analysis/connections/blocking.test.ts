import { rootBlockers, type LockSession } from './blocking.js';

function session(pid: number, blockedBy: number[], stateSeconds = pid): LockSession {
  return {
    pid,
    datname: 'shop',
    user: 'app',
    application: '',
    state: 'active',
    transactionSeconds: 0,
    stateSeconds,
    statement: '',
    blockedBy,
  };
}

const summary = (sessions: LockSession[]) =>
  rootBlockers(sessions).map((root) => [
    root.session.pid,
    root.victims.map(({ pid }) => pid).sort(),
    root.longestSeconds,
  ]);

it('finds nobody where nobody waits', () => {
  expect(summary([session(1, []), session(2, [])])).toEqual([]);
});

it('follows a queue to its root, and counts all that stand in it', () => {
  expect(summary([session(1, []), session(2, [1]), session(3, [2]), session(4, [2, 3])])).toEqual([[1, [2, 3, 4], 4]]);
});

it('puts the one that holds up most first', () => {
  expect(summary([session(1, []), session(2, [1]), session(10, []), session(11, [10]), session(12, [10])])).toEqual([
    [10, [11, 12], 12],
    [1, [2], 2],
  ]);
});

it('counts a victim of two for both', () => {
  expect(summary([session(1, []), session(2, []), session(3, [1, 2])])).toEqual([
    [1, [3], 3],
    [2, [3], 3],
  ]);
});

it('ends with a circle, which has no root', () => {
  expect(summary([session(1, [2]), session(2, [1]), session(3, [1])])).toEqual([]);
});

it('names nobody that it does not see', () => {
  expect(summary([session(2, [1])])).toEqual([]);
});
