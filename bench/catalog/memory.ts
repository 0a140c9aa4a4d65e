/**
 * The memory of a process that does nothing but ingest: `node memory.ts SOCKET_DIRECTORY PORT DATABASE ROWS`.
 * Prints the greatest resident size in MB.
 */
import type { Database } from '../../test/support/postgres.ts';
import { oursSec } from './contenders.ts';
import { recordReels } from './records.ts';

const [socketDirectory = '', port = '', database = '', rows = ''] = process.argv.slice(2);
const target = { socketDirectory, port: Number(port), database, user: 'bacula' } as Database;
await oursSec(target, 1, recordReels(Number(rows)));
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
