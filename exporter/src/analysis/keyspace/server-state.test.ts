import { readCommandCalls, readKeySizes, readServerState } from './server-state.js';

const common = { uptime_in_seconds: '60', used_memory: '1000', maxmemory: '0', maxmemory_policy: 'noeviction' };

describe('readServerState', () => {
  it('tells Redis from Valkey', () => {
    expect(readServerState({ ...common, redis_version: '6.2.14' })).toMatchObject({ kind: 'redis', version: '6.2.14' });
    const valkey = { ...common, redis_version: '7.2.4', server_name: 'valkey', valkey_version: '8.1.0' };
    expect(readServerState(valkey)).toMatchObject({ kind: 'valkey', version: '8.1.0' });
  });

  it('has no limit where there is none', () => {
    expect(readServerState(common)).not.toHaveProperty('limitBytes');
    expect(readServerState({ ...common, maxmemory: '5' }).limitBytes).toBe(5);
  });

  it('takes the replica that is furthest behind', () => {
    const fields = {
      ...common,
      role: 'master',
      connected_slaves: '3',
      slave0: 'ip=10.0.0.1,port=6379,state=online,offset=900,lag=1',
      slave1: 'ip=10.0.0.2,port=6379,state=online,offset=400,lag=7,type=replica',
      slave2: 'ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0',
      master_repl_offset: '1000',
      repl_backlog_active: '1',
      repl_backlog_size: '1048576',
    };
    expect(readServerState(fields).replication).toEqual({
      replicas: 3,
      lagBytes: 600,
      lagSeconds: 7,
      backlogBytes: 1_048_576,
      offset: 1_000,
    });
    expect(readServerState({ ...fields, role: 'slave' })).not.toHaveProperty('replication');
    const alone = readServerState({ ...common, role: 'master', connected_slaves: '0', master_repl_offset: '0' });
    expect(alone.replication).toEqual({ replicas: 0, offset: 0 });
  });
});

it('counts the calls of commands', () => {
  const fields = {
    cmdstat_get: 'calls=21,usec=175,usec_per_call=8.33,rejected_calls=0,failed_calls=0',
    'cmdstat_config|get': 'calls=2,usec=9',
    errorstat_ERR: 'count=3',
  };
  expect(readCommandCalls(fields)).toEqual({ get: 21, 'config|get': 2 });
});

it('reads the sizes of keys of Redis 8, over all databases', () => {
  const fields = {
    db0_distrib_strings_sizes: '1=19,512=100,1K=31,2M=2',
    db1_distrib_strings_sizes: '1=1',
    db0_distrib_hashes_items: '4=7',
    db0: 'keys=3,expires=0',
  };
  expect(readKeySizes(fields)).toEqual({
    strings: [
      { size: 1, keys: 20 },
      { size: 512, keys: 100 },
      { size: 1_024, keys: 31 },
      { size: 2_097_152, keys: 2 },
    ],
    hashes: [{ size: 4, keys: 7 }],
  });
  expect(readKeySizes({})).toEqual({});
});
