import { clusterMasters, sentinelMaster } from './topology.js';

const asked = { host: 'seed.example', port: 7000 };

describe('clusterMasters', () => {
  it('takes each master once, and no replica', () => {
    const one = ['10.0.0.1', 7000, 'id-1', []];
    const two = ['node-2.example', 7001, 'id-2', []];
    const replica = ['10.0.0.3', 7002, 'id-3', []];
    const reply = [
      [0, 99, one, replica],
      [100, 199, two],
      [200, 16_383, one, replica],
    ];
    expect(clusterMasters(reply, asked, 'target')).toEqual([
      { host: '10.0.0.1', port: 7000 },
      { host: 'node-2.example', port: 7001 },
    ]);
  });

  it('takes the node that was asked where an address is unknown', () => {
    for (const host of [null, '', '?']) {
      expect(clusterMasters([[0, 1, [host, 7003, 'id']]], asked, 'target')).toEqual([
        { host: 'seed.example', port: 7003 },
      ]);
    }
  });

  it('is unreachable while no slot is served', () => {
    expect(() => clusterMasters([], asked, 'target')).toThrow(
      expect.objectContaining({ code: 'PRS_SOURCE_UNREACHABLE' }),
    );
  });

  it('refuses other shapes', () => {
    for (const reply of ['OK', null, [1], [[0, 1]], [[0, 1, []]], [[0, 1, ['host', '7000']]]]) {
      expect(() => clusterMasters(reply, asked, 'target')).toThrow(
        expect.objectContaining({ code: 'PRS_SOURCE_PROTOCOL' }),
      );
    }
  });
});

describe('sentinelMaster', () => {
  it('reads the address', () => {
    expect(sentinelMaster(['10.0.0.1', '6380'], 'shop', 'target')).toEqual({ host: '10.0.0.1', port: 6380 });
  });

  it('names the master that the sentinel does not know', () => {
    expect(() => sentinelMaster(null, 'shop', 'target')).toThrow(
      expect.objectContaining({ code: 'PRS_SOURCE_QUERY', message: expect.stringContaining('"shop"') }),
    );
  });

  it('refuses other shapes', () => {
    for (const reply of ['OK', [], ['10.0.0.1'], ['10.0.0.1', 'port'], [1, '6380']]) {
      expect(() => sentinelMaster(reply, 'shop', 'target')).toThrow(
        expect.objectContaining({ code: 'PRS_SOURCE_PROTOCOL' }),
      );
    }
  });
});
