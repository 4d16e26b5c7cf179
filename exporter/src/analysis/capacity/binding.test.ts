import { bindingFirst, headroom } from './binding.js';

describe('bindingFirst', () => {
  const resource = (name: string, seconds: number | undefined, risk: number, room?: number) => ({
    name,
    seconds,
    risk,
    headroom: room,
  });

  it('goes by time, then by risk, then by room', () => {
    const disk = resource('disk', 500, 0.6);
    const memory = resource('memory', undefined, 0.3, 0.5);
    const connections = resource('connections', undefined, 0.1, 0.1);
    const ids = resource('ids', undefined, 0.1, 0.9);
    expect(bindingFirst([ids, memory, disk, connections])).toBe(disk);
    expect(bindingFirst([ids, memory, connections])).toBe(memory);
    expect(bindingFirst([ids, connections])).toBe(connections);
  });

  it('has none of none', () => {
    expect(bindingFirst([])).toBeUndefined();
  });
});

describe('headroom', () => {
  it('is the free share of a limit', () => {
    expect(headroom(75, 100, 'above')).toBeCloseTo(0.25);
    expect(headroom(120, 100, 'above')).toBe(0);
    expect(headroom(-5, 100, 'above')).toBe(1);
    expect(headroom(5, 0, 'above')).toBeUndefined();
  });

  it('is the share above a floor', () => {
    expect(headroom(40, 10, 'below')).toBeCloseTo(0.75);
    expect(headroom(5, 10, 'below')).toBe(0);
  });
});
