// Real daemons, a real PostgreSQL: two files at a time, so that a stall of the machine is not taken for a fault.
export default {
  files: ['test/integration/**/*.test.ts', 'test/faults/**/*.test.ts'],
  extensions: { ts: 'module' },
  timeout: '10m',
  concurrency: 2,
  // Under load a worker thread that had started daemons sometimes did not end when its tests and its event loop had.
  workerThreads: false,
};
