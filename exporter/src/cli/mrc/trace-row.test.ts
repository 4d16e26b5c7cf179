import { DEFAULT_COLUMNS, readHeader, readRow } from './trace-row.js';

describe('readRow', () => {
  const read = (line: string, needsSize = true) => readRow(line, DEFAULT_COLUMNS, needsSize);

  it.each([
    ['1.5,user:1,300', { time: 1.5, key: 'user:1', size: 300, ttl: 0 }],
    ['2,a,0,get,60', { time: 2, key: 'a', size: 0, ttl: 60 }],
    ['2,a,1,GET,', { time: 2, key: 'a', size: 1, ttl: 0 }],
    ['2, a,1,,7,more', { time: 2, key: ' a', size: 1, ttl: 7 }],
    ['2,"/a,b?q=""x""",5', { time: 2, key: '/a,b?q="x"', size: 5, ttl: 0 }],
  ])('%s', (line, row) => expect(read(line)).toEqual(row));

  it.each([
    ['1', 'columns'],
    ['1,a', 'size'],
    ['1,"a,2', 'columns'],
    ['x,a,1', 'timestamp'],
    [',a,1', 'timestamp'],
    ['1e999,a,1', 'timestamp'],
    ['1,,1', 'key'],
    ['1,a,', 'size'],
    ['1,a,-1', 'size'],
    ['1,a,NaN', 'size'],
    ['1,a,1,get,soon', 'ttl'],
    ['1,a,1,set,60', 'skipped'],
    ['1,a,1,upd', 'skipped'],
  ])('%s is wrong by its %s', (line, problem) => expect(read(line)).toBe(problem));

  it.each(['1,a', '1,a,', '1,a,,get'])('takes %s where sizes do not matter', (line) =>
    expect(read(line, false)).toEqual({ time: 1, key: 'a', size: 0, ttl: 0 }),
  );

  it('still refuses a size that is none', () => expect(read('1,a,x', false)).toBe('size'));

  it.each(['0', '', '-1'])('lets a time to live of "%s" be for ever', (ttl) =>
    expect(read(`1,a,5,get,${ttl}`)).toMatchObject({ ttl: 0 }),
  );
});

describe('readHeader', () => {
  it('finds the columns in any order', () => {
    const columns = readHeader('key,ttl,Timestamp, size', true)!;
    expect(columns).toEqual({ timestamp: 2, key: 0, size: 3, op: -1, ttl: 1 });
    expect(readRow('k,60,5,7', columns, true)).toEqual({ time: 5, key: 'k', size: 7, ttl: 60 });
  });

  it('takes a first line without the word key for a row', () => {
    expect(readHeader('1,a,1', true)).toBeUndefined();
    expect(readHeader('1,key,1', true)).toBeUndefined();
  });

  it('knows the names that other traces use', () =>
    expect(readHeader('time,obj_id,obj_size,operation', true)).toMatchObject({ timestamp: 0, key: 1, size: 2, op: 3 }));

  it('refuses a header without what is needed', () => {
    expect(() => readHeader('key,ttl', true)).toThrow('lacks timestamp and size');
    expect(() => readHeader('key,timestamp', true)).toThrow(expect.objectContaining({ code: 'PRS_TRACE_INVALID' }));
    expect(readHeader('key,timestamp', false)).toMatchObject({ timestamp: 1, key: 0, size: -1 });
  });
});
