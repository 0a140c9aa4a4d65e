/** A process as `understudy all` makes it, of two roles, one of which breaks later where nobody catches it. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Part, runAll } from '../../src/cli/all/run-all.ts';
import { runInForeground } from '../../src/cli/daemon.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { createLogger, disposable } from '../../src/core/index.ts';

const how = process.argv[2];

const healthy: Part = {
  role: 'Storage Daemon',
  start: async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return disposable(() => {
      server.close();
      process.stdout.write('the healthy one was stopped in good order\n');
    });
  },
};
const frail: Part = {
  role: 'Director',
  start: async () => {
    setTimeout(() => {
      if (how === 'throws') throw new Error('an error of the test');
      void Promise.reject(new Error('an error of the test'));
    }, 50);
    return disposable(() => (how === 'hangs' ? new Promise<void>(() => {}) : undefined));
  },
};
const terminal = processTerminal(new AbortController().signal);
const logger = createLogger('info');
const code = await runInForeground((signal) => runAll([healthy, frail], logger, signal, 1), terminal);
process.exit(code);
