// Whole clusters with leases of a few seconds: one file at a time, because a machine that stalls for as long as a lease
// lasts makes a true failover of a test about something else.
import integration from './ava.integration.config.js';

export default { ...integration, files: ['test/cluster/**/*.test.ts'], concurrency: 1 };
