import shared from '../jest.node.mjs';

export default { ...shared, testMatch: ['<rootDir>/src/**/*.test.ts'] };
