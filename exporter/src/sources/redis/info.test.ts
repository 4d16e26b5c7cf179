import fc from 'fast-check';
import { parseInfo } from './info.js';

describe('parseInfo', () => {
  it('flattens the sections', () => {
    const text = [
      '# Server',
      'redis_version:7.0.15',
      'executable:/usr/bin/redis-server',
      '',
      '# Keyspace',
      'db0:keys=3,expires=1,avg_ttl=0',
      '',
    ].join('\r\n');
    expect(parseInfo(text)).toEqual({
      redis_version: '7.0.15',
      executable: '/usr/bin/redis-server',
      db0: 'keys=3,expires=1,avg_ttl=0',
    });
  });

  it('keeps empty values and further colons', () => {
    expect(parseInfo('config_file:\r\nlistener0:name=tcp,bind=::1,port=1')).toEqual({
      config_file: '',
      listener0: 'name=tcp,bind=::1,port=1',
    });
  });

  it('takes plain line feeds, and leaves out what is no field', () => {
    expect(parseInfo('a:1\nno field\n:nameless\n# comment: x\nb:2')).toEqual({ a: '1', b: '2' });
    expect(parseInfo('')).toEqual({});
  });

  it('takes hostile names for plain fields', () => {
    const fields = parseInfo('__proto__:x\r\nconstructor:y');
    expect(Object.entries(fields)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it('gives back every field that was written', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]*$/);
    const value = fc.stringMatching(/^[ -~]*$/);
    fc.assert(
      fc.property(fc.dictionary(name, value), (fields) => {
        const text = Object.entries(fields).map(([key, content]) => `${key}:${content}\r\n`);
        expect(parseInfo(`# Section\r\n${text.join('')}`)).toEqual({ ...fields });
      }),
    );
  });
});
