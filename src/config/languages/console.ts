/** bconsole.conf: its resource types (07 §9.22, §9.23). */
import { checkTlsFiles } from '../checks/tls.ts';
import type { ConsoleConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { byName } from '../link/link.ts';
import { consoleProgramTable } from '../resources/console/console.ts';
import { consoleDirectorTable } from '../resources/console/director.ts';
import type { Dialect } from './dialect.ts';

const language = new Language('a Console file', [
  resourceType('Director', consoleDirectorTable),
  resourceType('Console', consoleProgramTable),
]);

export const consoleDialect: Dialect<ConsoleConfig> = {
  kind: 'console',
  language,
  assemble(index, file, report) {
    if (index.of('Director').size === 0) {
      report({
        file,
        line: 1,
        column: 1,
        length: 1,
        message: 'There is no Director resource',
        expected: 'Director { … }',
      });
    }
    checkTlsFiles(index, { listening: [], calling: ['Director', 'Console'] }, report);
    return { directors: byName(index, 'Director'), consoles: byName(index, 'Console') };
  },
};
