import { parseListenAddress } from './listen-address.js';

describe('parseListenAddress', () => {
  it.each([
    [':10978', undefined, 10_978],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['localhost:0', 'localhost', 0],
    ['[::1]:9090', '::1', 9_090],
    ['[::]:65535', '::', 65_535],
  ])('%s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each(['', '10978', 'host', ':', ':x', ':65536', '::1:9090', '[::1]', 'a b:1', ':-1'])('refuses %p', (text) => {
    expect(() => parseListenAddress(text)).toThrow(/is not an address to listen on/);
  });
});
