/** bacula-dir.conf: its resource types, and what they are together (07 §9.1 to §9.12, §9.25). */
import { checkDirector } from '../checks/director.ts';
import type { DirectorConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { byName, theOnly } from '../link/link.ts';
import { catalogTable } from '../resources/director/catalog.ts';
import { clientTable } from '../resources/director/client.ts';
import { consoleTable } from '../resources/director/console.ts';
import { counterTable } from '../resources/director/counter.ts';
import { type DirectorResource, directorTable } from '../resources/director/director.ts';
import { fileSetTable } from '../resources/director/file-set.ts';
import { jobTable } from '../resources/director/job.ts';
import { poolTable } from '../resources/director/pool.ts';
import { scheduleTable } from '../resources/director/schedule.ts';
import { storageTable } from '../resources/director/storage.ts';
import { tenantTable } from '../resources/director/tenant.ts';
import { messagesTable } from '../resources/shared/messages.ts';
import { statisticsTable } from '../resources/shared/statistics.ts';
import type { Dialect } from './dialect.ts';

const language = new Language('a Director file', [
  resourceType('Director', directorTable),
  resourceType('Client', clientTable),
  resourceType('Job', jobTable, { requiredLater: true }),
  resourceType('JobDefs', jobTable, { requiredLater: true }),
  resourceType('Storage', storageTable),
  resourceType('Autochanger', storageTable, { kind: 'Storage', preset: { autochanger: true } }),
  resourceType('Catalog', catalogTable),
  resourceType('Schedule', scheduleTable),
  resourceType('FileSet', fileSetTable),
  resourceType('Pool', poolTable),
  resourceType('Messages', messagesTable),
  resourceType('Counter', counterTable),
  resourceType('Console', consoleTable),
  resourceType('Statistics', statisticsTable),
  resourceType('Tenant', tenantTable),
]);

export const directorDialect: Dialect<DirectorConfig> = {
  kind: 'director',
  language,
  assemble(index, file, report) {
    const director = theOnly<DirectorResource>(index, 'Director', file, report);
    checkDirector(index, file, report);
    return (
      director && {
        director,
        jobs: byName(index, 'Job'),
        jobDefs: byName(index, 'JobDefs'),
        clients: byName(index, 'Client'),
        storages: byName(index, 'Storage'),
        catalogs: byName(index, 'Catalog'),
        pools: byName(index, 'Pool'),
        fileSets: byName(index, 'FileSet'),
        schedules: byName(index, 'Schedule'),
        messages: byName(index, 'Messages'),
        counters: byName(index, 'Counter'),
        consoles: byName(index, 'Console'),
        statistics: byName(index, 'Statistics'),
        tenants: byName(index, 'Tenant'),
      }
    );
  },
};
