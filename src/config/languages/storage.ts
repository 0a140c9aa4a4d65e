/** bacula-sd.conf: its resource types, and what they are together (07 §9.11, §9.17 to §9.21). */
import { checkStorage } from '../checks/storage.ts';
import type { StorageConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { byName, theOnly } from '../link/link.ts';
import { messagesTable } from '../resources/shared/messages.ts';
import { statisticsTable } from '../resources/shared/statistics.ts';
import { autochangerTable } from '../resources/storage/autochanger.ts';
import { cloudTable } from '../resources/storage/cloud.ts';
import { deviceTable } from '../resources/storage/device.ts';
import { storageDirectorTable } from '../resources/storage/director.ts';
import { type StorageDaemonResource, storageDaemonTable } from '../resources/storage/storage.ts';
import type { Dialect } from './dialect.ts';

const language = new Language('a Storage file', [
  resourceType('Storage', storageDaemonTable),
  resourceType('Director', storageDirectorTable),
  resourceType('Device', deviceTable),
  resourceType('Autochanger', autochangerTable),
  resourceType('Cloud', cloudTable),
  resourceType('Messages', messagesTable),
  resourceType('Statistics', statisticsTable),
]);

export const storageDialect: Dialect<StorageConfig> = {
  kind: 'storage',
  language,
  assemble(index, file, report) {
    const storage = theOnly<StorageDaemonResource>(index, 'Storage', file, report);
    checkStorage(index, file, report);
    return (
      storage && {
        storage,
        directors: byName(index, 'Director'),
        devices: byName(index, 'Device'),
        autochangers: byName(index, 'Autochanger'),
        clouds: byName(index, 'Cloud'),
        messages: byName(index, 'Messages'),
        statistics: byName(index, 'Statistics'),
      }
    );
  },
};
