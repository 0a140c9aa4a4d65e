/** From one line of a Messages resource to the place it names. */
import type { JobCodes } from '../run-script/job-codes.ts';
import type { Destination } from './destination.ts';
import type { MessagesContext } from './job-messages.ts';
import { openLogFile } from './log-file.ts';
import { openMail, openOperator } from './mail.ts';
import type { MessageDestination } from './route.ts';
import { catalogDestination, consoleDestination, streamDestination, syslogDestination } from './small-destinations.ts';

/** None where this process has no such place: a Catalog that is not open, a console ring that nobody reads. */
export function openDestination(destination: MessageDestination, context: MessagesContext): Destination[] {
  const { kind, types } = destination;
  switch (kind) {
    case 'catalog':
      return context.catalogLog === undefined ? [] : [catalogDestination(types, context.catalogLog)];
    case 'console':
      return context.consoleMessages === undefined ? [] : [consoleDestination(types, context.consoleMessages)];
    case 'stdout':
    case 'stderr':
      return [streamDestination(kind, types, (text) => process[kind].write(Buffer.from(text, 'latin1')))];
    case 'syslog':
      return [syslogDestination(types)];
    case 'file':
    case 'append':
      return [openLogFile(destination.path, kind === 'append' ? 'append' : 'truncate', types)];
    case 'operator':
      return [openOperator(destination, () => earlyCodes(context))];
    default:
      return [openMail(kind, destination)];
  }
}

/** What is known of a Job while it still runs: enough for an operator's mail. */
const earlyCodes = ({ codes, directorName, jobId }: MessagesContext): JobCodes =>
  codes?.() ?? { directorName, jobId, uniqueName: '*Daemon*', jobName: '*Daemon*', typeName: '*none*' };
