/** bacula-fd.conf: its resource types, and what they are together (07 §9.11, §9.13 to §9.16). */
import { checkClient } from '../checks/client.ts';
import type { ClientConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { byName, theOnly } from '../link/link.ts';
import { clientConsoleTable } from '../resources/client/console.ts';
import { clientDirectorTable } from '../resources/client/director.ts';
import { type FileDaemonResource, fileDaemonTable } from '../resources/client/file-daemon.ts';
import { clientScheduleTable } from '../resources/client/schedule.ts';
import { messagesTable } from '../resources/shared/messages.ts';
import { statisticsTable } from '../resources/shared/statistics.ts';
import type { Dialect } from './dialect.ts';

const language = new Language('a Client file', [
  resourceType('FileDaemon', fileDaemonTable),
  resourceType('Client', fileDaemonTable, { kind: 'FileDaemon' }),
  resourceType('Director', clientDirectorTable),
  resourceType('Console', clientConsoleTable),
  resourceType('Schedule', clientScheduleTable),
  resourceType('Messages', messagesTable),
  resourceType('Statistics', statisticsTable),
]);

export const clientDialect: Dialect<ClientConfig> = {
  kind: 'client',
  language,
  assemble(index, file, report) {
    const client = theOnly<FileDaemonResource>(index, 'FileDaemon', file, report);
    checkClient(index, file, report);
    return (
      client && {
        client,
        directors: byName(index, 'Director'),
        consoles: byName(index, 'Console'),
        schedules: byName(index, 'Schedule'),
        messages: byName(index, 'Messages'),
        statistics: byName(index, 'Statistics'),
      }
    );
  },
};
