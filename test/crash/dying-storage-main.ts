/** Our Storage Daemon with devices that kill it, where the file `death` beside its configuration says so: read at SIGUSR2. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadStorageConfig } from '../../src/config/index.ts';
import { createLogger } from '../../src/core/index.ts';
import { startStorageDaemon } from '../../src/daemons/storage/index.ts';
import { DyingDevice, Fate } from './dying-device.ts';

const { config: file = '' } = parseArgs({ options: { config: { type: 'string', short: 'c' } } }).values;
const { config } = await loadStorageConfig(file);
if (config === undefined) throw new Error(`${file} has mistakes`);
const death = join(dirname(file), 'death');
const fate = new Fate(join(dirname(file), 'operations'));
process.on('SIGUSR2', () => fate.plan(JSON.parse(readFileSync(death, 'utf8'))));
await using _ = await startStorageDaemon(config, {
  logger: createLogger('debug'),
  openDevice: (path) => new DyingDevice(path, fate),
});
await once(process, 'SIGTERM');
