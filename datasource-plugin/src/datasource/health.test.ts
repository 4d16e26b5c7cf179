import type { Catalog } from '@presage/contract/api';
import { ADVISOR_NAMES } from '@presage/contract/kinds';
import { CATALOG } from '../testing/requests';
import { describeHealth } from './health';

const refused = { code: 'PRS_SOURCE_UNREACHABLE', message: 'shop refused the connection.', hint: 'Check.' } as const;
const missing = { code: 'PRS_POSTGRES_NO_STATEMENTS', message: 'No pg_stat_statements.', hint: 'Add it.' } as const;

const catalog = (change: Partial<Catalog>): Catalog => ({ ...CATALOG, ...change });

it('is content when every target and advisor works', () => {
  expect(describeHealth(CATALOG)).toEqual({
    status: 'success',
    message:
      'Presage 0.1.0 answers: 3 targets, 3 insights. Advisors that run on no target: ' +
      'anomalies, tables, connections, keyspace, layers, queries, streams, changes, causes.',
  });
});

it('speaks of no advisor that is off when all run somewhere', () => {
  const advisors = ADVISOR_NAMES.map((name) => ({ name, target: 'shop', up: true }));
  expect(describeHealth(catalog({ advisors })).message).toBe('Presage 0.1.0 answers: 3 targets, 3 insights.');
});

it('says in one sentence which targets are down and which advisors fail on the others', () => {
  const { status, message } = describeHealth(
    catalog({
      targets: [...CATALOG.targets.slice(0, 2), { name: 'metrics', source: 'prometheus', up: false }],
      advisors: ADVISOR_NAMES.map((name) => ({ name, target: 'shop', up: name !== 'indexes' })),
    }),
  );
  expect([status, message]).toEqual([
    'warning',
    'Presage 0.1.0 answers: 3 targets, 3 insights, but 1 of its targets cannot be read (metrics), ' +
      'and some of its advisors lack something (indexes of shop).',
  ]);
});

it('does not count targets and advisors that were not tried yet as broken', () => {
  const targets: Catalog['targets'] = [{ name: 'shop', source: 'postgres' }];
  const advisors: Catalog['advisors'] = [{ name: 'cache', target: 'shop' }];
  expect(describeHealth(catalog({ targets, advisors })).status).toBe('success');
});

it('asks for targets when there are none', () => {
  const health = describeHealth(catalog({ targets: [], advisors: [], insights: [] }));
  expect(health.status).toBe('warning');
  expect(health.message).toBe('Presage 0.1.0 answers, but it has no targets.');
});

it('names targets that are down, once, without their advisors', () => {
  const health = describeHealth(
    catalog({
      targets: [{ name: 'shop', source: 'postgres', up: false, error: refused }, ...CATALOG.targets.slice(1)],
      advisors: [{ name: 'indexes', target: 'shop', up: false, error: refused }],
    }),
  );
  expect(health.status).toBe('warning');
  expect(health.message).toContain('but 1 of its targets cannot be read (shop).');
  expect(health.details?.message).toBe('shop (postgres): shop refused the connection. Check. (PRS_SOURCE_UNREACHABLE)');
});

it('names what an advisor misses on a target that is up', () => {
  const health = describeHealth(
    catalog({ advisors: [{ name: 'indexes', target: 'shop', up: false, error: missing }] }),
  );
  expect(health.message).toContain('some of its advisors lack something (indexes of shop)');
  expect(health.details?.message).toBe('indexes of shop: No pg_stat_statements. Add it. (PRS_POSTGRES_NO_STATEMENTS)');
});

it('says at least that it failed when the exporter gives no reason', () => {
  const health = describeHealth(catalog({ targets: [{ name: 'shop', source: 'postgres', up: false }] }));
  expect(health.details?.message).toBe('shop (postgres): the last attempt failed.');
});
