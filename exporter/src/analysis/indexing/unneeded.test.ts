import type { Catalog, Index, Table } from './catalog.js';
import { findUnneeded } from './unneeded.js';

const DAY = 86_400;
let oid = 100;

/** An index over columns; `a DESC` and `(lower(b))` as PostgreSQL prints them. */
function index(name: string, keys: string[], more: Partial<Index> = {}): Index {
  oid += 1;
  return {
    oid,
    name,
    method: 'btree',
    keys: keys.map((text) => ({
      ...(!text.startsWith('(') && { column: text.replace(' DESC', '') }),
      text: text.replace(' DESC', ''),
      descending: text.endsWith(' DESC'),
      nullsFirst: text.endsWith(' DESC'),
      operatorClass: '1978 int4_ops',
      collation: '0',
    })),
    included: [],
    unique: false,
    primary: false,
    constraint: false,
    replicaIdentity: false,
    valid: true,
    building: false,
    partitioned: false,
    scans: 5,
    sizeBytes: 8_192,
    definition: `CREATE INDEX ${name} ON t (${keys.join(', ')})`,
    ...more,
  };
}

function find(
  indexes: Index[],
  more: {
    table?: Partial<Table>;
    catalog?: Partial<Catalog>;
    appeared?: [number, number][];
    histories?: [number, { since: number; scans: number }][];
  } = {},
): string[] {
  const table: Table = {
    oid: 1,
    schema: 'public',
    name: 't',
    kind: 'table',
    rows: 1_000,
    sizeBytes: 80_000,
    scans: 10,
    writes: { inserted: 10, updated: 0, hotUpdated: 0, deleted: 0 },
    columns: [],
    indexes,
    foreignKeys: [],
    ...more.table,
  };
  const catalog: Catalog = {
    datname: 'd',
    searchPath: [],
    tables: [table],
    countersSince: 0,
    standbys: 0,
    ...more.catalog,
  };
  const options = {
    now: 30 * DAY,
    unusedAfter: 14 * DAY,
    appeared: new Map(more.appeared),
    histories: new Map(more.histories),
  };
  return findUnneeded(catalog, options).map(({ index: found, reason }) => `${reason} ${found.name}`);
}

describe('unused', () => {
  const unused = { scans: 0 };

  it('is what nothing scanned for long while the table was in use', () => {
    expect(find([index('idle', ['a'], unused), index('busy', ['b'])])).toEqual(['unused idle']);
  });

  it('is not what has not been counted for long enough', () => {
    expect(find([index('idle', ['a'], unused)], { catalog: { countersSince: 17 * DAY } })).toEqual([]);
    const young = index('young', ['a'], unused);
    expect(find([young], { appeared: [[young.oid, 29 * DAY]] })).toEqual([]);
    expect(find([young], { appeared: [[young.oid, 0]] })).toEqual(['unused young']);
  });

  it('is what a long history of all servers says, whatever the counters', () => {
    const [idle, replica, young] = [
      index('idle', ['a'], { scans: 700 }),
      index('replica', ['b'], unused),
      index('young', ['c']),
    ];
    const histories: [number, { since: number; scans: number }][] = [
      [idle.oid, { since: 2 * DAY, scans: 0 }],
      [replica.oid, { since: 2 * DAY, scans: 4 }],
      [young.oid, { since: 20 * DAY, scans: 0 }],
    ];
    expect(find([idle, replica, young], { histories })).toEqual(['unused idle']);
    // counters that run longer than Prometheus remembers still count
    const counted = index('counted', ['d'], unused);
    expect(find([counted], { histories: [[counted.oid, { since: 29 * DAY, scans: 0 }]] })).toEqual(['unused counted']);
    const catalog = { countersSince: 28 * DAY };
    expect(find([counted], { catalog, histories: [[counted.oid, { since: DAY, scans: 0 }]] })).toEqual([
      'unused counted',
    ]);
    expect(
      find([counted], { histories: [[counted.oid, { since: DAY, scans: 0 }]], appeared: [[counted.oid, 29 * DAY]] }),
    ).toEqual([]);
  });

  it('is nothing on a table that is not in use', () => {
    const table = { scans: 0, writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 } };
    expect(find([index('idle', ['a'], unused)], { table })).toEqual([]);
  });

  it.each([
    ['a primary key', { primary: true, unique: true }],
    ['a unique index', { unique: true }],
    ['what backs a constraint', { constraint: true }],
    ['the replica identity', { replicaIdentity: true }],
    ['a part of a partitioned index', { partitioned: true }],
  ])('is never %s', (_, more) => {
    expect(find([index('kept', ['a'], { ...unused, ...more })])).toEqual([]);
  });

  it('is never what a foreign key needs, in any order of its columns', () => {
    const table = { foreignKeys: [{ columns: ['a', 'b'], referencedTable: 2, referencedColumns: ['x', 'y'] }] };
    expect(find([index('supports', ['b', 'a', 'c'], unused)], { table })).toEqual([]);
    expect(find([index('not', ['b', 'c', 'a'], unused)], { table })).toEqual(['unused not']);
  });

  it('is less sure with standby servers and for expressions', () => {
    const confidence = (more: Partial<Catalog>, keys: string[]) => {
      const table = {
        indexes: [index('i', keys, unused)],
        foreignKeys: [],
        scans: 1,
        writes: { inserted: 0, updated: 0, deleted: 0 },
      };
      const catalog = { tables: [table], countersSince: 0, standbys: 0, ...more } as unknown as Catalog;
      return findUnneeded(catalog, { now: 30 * DAY, unusedAfter: 14 * DAY, appeared: new Map() })[0]!.confidence;
    };
    const plain = confidence({}, ['a']);
    expect(confidence({ standbys: 1 }, ['a'])).toBeLessThan(plain);
    expect(confidence({}, ['(lower(a))'])).toBeLessThan(plain);
    expect(confidence({ countersSince: 10 * DAY }, ['a'])).toBeLessThan(plain);
  });
});

describe('duplicate', () => {
  it('drops the one with fewer scans, the newer of equals, and never both', () => {
    expect(find([index('first', ['a']), index('second', ['a'])])).toEqual(['duplicate second']);
    expect(find([index('rare', ['a'], { scans: 1 }), index('often', ['a'])])).toEqual(['duplicate rare']);
    expect(find([index('one', ['a']), index('two', ['a']), index('three', ['a'])])).toEqual([
      'duplicate three',
      'duplicate two',
    ]);
  });

  it('keeps the constraint, also when only its twin is scanned', () => {
    const key = index('key', ['a'], { primary: true, unique: true, constraint: true, scans: 0 });
    expect(find([key, index('twin', ['a'], { scans: 9_999 })])).toEqual(['duplicate twin']);
  });

  it.each([
    ['direction', index('other', ['a DESC'])],
    ['predicate', index('other', ['a'], { predicate: '(a > 1)' })],
    ['method', index('other', ['a'], { method: 'hash' })],
    ['included columns', index('other', ['a'], { included: ['b'], unique: true })],
    [
      'operator class',
      { ...index('other', ['a']), keys: [{ ...index('x', ['a']).keys[0]!, operatorClass: '1 text_pattern_ops' }] },
    ],
    ['collation', { ...index('other', ['a']), keys: [{ ...index('x', ['a']).keys[0]!, collation: '950' }] }],
  ])('is not what differs in %s', (_, other) => {
    expect(find([index('plain', ['a']), other])).toEqual([]);
  });

  it('is not the twin of an invalid index', () => {
    expect(find([index('good', ['a']), index('broken', ['a'], { valid: false })])).toEqual(['invalid broken']);
  });
});

describe('redundant', () => {
  it('is what another index begins with', () => {
    expect(find([index('short', ['a']), index('long', ['a', 'b'])])).toEqual(['redundant short']);
  });

  it('is not what is unique, differs in direction or carries other columns', () => {
    expect(find([index('key', ['a'], { unique: true }), index('long', ['a', 'b'])])).toEqual([]);
    expect(find([index('short', ['a DESC']), index('long', ['a', 'b'])])).toEqual([]);
    expect(find([index('short', ['a'], { included: ['z'] }), index('long', ['a', 'b'])])).toEqual([]);
    expect(find([index('short', ['b']), index('long', ['a', 'b'])])).toEqual([]);
    expect(find([index('short', ['a'], { method: 'gin' }), index('long', ['a', 'b'], { method: 'gin' })])).toEqual([]);
  });

  it('is judged after duplicates, so that something always serves', () => {
    expect(find([index('one', ['a']), index('two', ['a']), index('long', ['a', 'b'])]).sort()).toEqual([
      'duplicate two',
      'redundant one',
    ]);
  });
});

describe('invalid', () => {
  it('is what no query can use, unless it is being built', () => {
    expect(find([index('broken', ['a'], { valid: false, unique: true })])).toEqual(['invalid broken']);
    expect(find([index('growing', ['a'], { valid: false, building: true })])).toEqual([]);
    expect(find([index('parent', ['a'], { valid: false, partitioned: true })])).toEqual([]);
  });
});
