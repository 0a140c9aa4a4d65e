/** Our Storage Daemon with devices that kill it, where the file `death` beside its configuration says so. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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
const planned = existsSync(death) ? JSON.parse(readFileSync(death, 'utf8')) : undefined;
const fate = new Fate(planned, join(dirname(file), 'operations'));
await using _ = await startStorageDaemon(config, {
  logger: createLogger('debug'),
  openDevice: (path) => new DyingDevice(path, fate),
});
await once(process, 'SIGTERM');
