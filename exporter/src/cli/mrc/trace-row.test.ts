import { DEFAULT_COLUMNS, readHeader, readRow } from './trace-row.js';

describe('readRow', () => {
  const read = (line: string) => readRow(line, DEFAULT_COLUMNS);

  it.each([
    ['1.5,user:1,300', { time: 1.5, key: 'user:1', size: 300, ttl: 0 }],
    ['2,a,0,get,60', { time: 2, key: 'a', size: 0, ttl: 60 }],
    ['2,a,1,GET,', { time: 2, key: 'a', size: 1, ttl: 0 }],
    ['2, a,1,,7,more', { time: 2, key: ' a', size: 1, ttl: 7 }],
    ['2,"/a,b?q=""x""",5', { time: 2, key: '/a,b?q="x"', size: 5, ttl: 0 }],
  ])('%s', (line, row) => expect(read(line)).toEqual(row));

  it.each([
    ['1,a', 'columns'],
    ['1,"a,2', 'columns'],
    ['x,a,1', 'timestamp'],
    [',a,1', 'timestamp'],
    ['1e999,a,1', 'timestamp'],
    ['1,,1', 'key'],
    ['1,a,', 'size'],
    ['1,a,-1', 'size'],
    ['1,a,NaN', 'size'],
    ['1,a,1,get,-5', 'ttl'],
    ['1,a,1,get,soon', 'ttl'],
    ['1,a,1,set,60', 'skipped'],
    ['1,a,1,upd', 'skipped'],
  ])('%s is wrong by its %s', (line, problem) => expect(read(line)).toBe(problem));
});

describe('readHeader', () => {
  it('finds the columns in any order', () => {
    const columns = readHeader('key,ttl,Timestamp, size')!;
    expect(columns).toEqual({ timestamp: 2, key: 0, size: 3, op: -1, ttl: 1 });
    expect(readRow('k,60,5,7', columns)).toEqual({ time: 5, key: 'k', size: 7, ttl: 60 });
  });

  it('takes a first line without the word key for a row', () => expect(readHeader('1,a,1')).toBeUndefined());

  it('refuses a header without what is needed', () => {
    expect(() => readHeader('key,ttl')).toThrow('lacks timestamp and size');
    expect(() => readHeader('key,timestamp')).toThrow(expect.objectContaining({ code: 'PRS_TRACE_INVALID' }));
  });
});
