import { endRequested, numberVariable, variable } from '../environment.js';
import { startShop } from './shop.js';

const presageUrl = process.env['PRESAGE_URL'];
const shop = await startShop({
  ...(presageUrl && { presageUrl }),
  databaseUrl: variable('DATABASE_URL'),
  redisUrl: variable('REDIS_URL'),
  port: numberVariable('PORT', 8088, 0, 65_535),
  host: variable('HOST', '127.0.0.1'),
});
console.log(`The shop listens on port ${shop.port}`);
endRequested().addEventListener('abort', () => void shop.close().then(() => process.exit(0)));
