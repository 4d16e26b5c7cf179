export { sampleCache, type Cache, type CacheOptions } from './cache.js';
export { sampleRedis, type CommandSender } from './redis.js';
export { Sampler, type SamplerOptions, type SamplerStatus } from './sampler.js';
