// Real daemons, a real PostgreSQL: two files at a time, so that a stall of the machine is not taken for a fault.
export default {
  files: ['test/integration/**/*.test.ts', 'test/faults/**/*.test.ts'],
  extensions: { ts: 'module' },
  timeout: '10m',
  concurrency: 2,
  // In processes, which leave at once: Node was seen to wait for ever, busily, for a socket's request when it took down
  // a thread or a process whose event loop had ended.
  workerThreads: false,
  require: ['./test/support/leave-at-once.ts'],
};
