import { PresageError } from '../../error.js';
import { OwnLookups } from './own-lookups.js';

const info = (hits: number, misses: number, run = 'one') => ({
  run_id: run,
  keyspace_hits: String(hits),
  keyspace_misses: String(misses),
});

function counted(): OwnLookups {
  const own = new OwnLookups();
  own.count('a', ['PTTL', 'key'], 500);
  own.count('a', ['PTTL', 'gone'], -2);
  own.count('a', ['TYPE', 'gone'], Buffer.from('none'));
  own.count('a', ['OBJECT', 'IDLETIME', 'key'], 3);
  own.count('a', ['OBJECT', 'IDLETIME', 'gone'], null);
  own.count('a', ['OBJECT', 'FREQ', 'key'], new PresageError('PRS_REDIS_COMMAND_DENIED', 'no'));
  own.count('a', ['MEMORY', 'USAGE', 'key'], 80);
  own.count('a', ['SCAN', 0], [Buffer.from('0'), []]);
  return own;
}

it('takes hits and misses of what looks keys up out of the counters of that node', () => {
  const own = counted();
  expect(own.without('a', info(100, 50))).toMatchObject({ keyspace_hits: '98', keyspace_misses: '47' });
  expect(own.without('b', info(100, 50))).toEqual(info(100, 50));
});

it('leaves counters alone that began anew after a restart or a reset', () => {
  const restarted = counted();
  restarted.without('a', info(100, 50));
  expect(restarted.without('a', info(1, 1, 'two'))).toEqual(info(1, 1, 'two'));
  const reset = counted();
  reset.without('a', info(100, 50));
  expect(reset.without('a', info(5, 5))).toEqual(info(5, 5));
});

it('never goes below nothing', () => {
  expect(counted().without('a', info(1, 0))).toMatchObject({ keyspace_hits: '0', keyspace_misses: '0' });
});
