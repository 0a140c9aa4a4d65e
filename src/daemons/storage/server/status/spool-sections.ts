/** What `status` tells of spools (page 03 §8): of data and of attributes, of one Job and of all. */
import type { ByteString } from '../../../../core/index.ts';
import type { SpoolFacts } from '../../spool/index.ts';
import type { JobFigures } from '../job/served-job.ts';
import { withCommas } from './figures.ts';
import type { Snapshot } from './snapshot.ts';

export const spoolFields = ({ spool }: JobFigures) => ({
  spooling: spool === 'spooling' ? 1 : 0,
  despooling: spool === 'despooling' ? 1 : 0,
  despool_wait: spool === 'waiting' ? 1 : 0,
});

/** Nothing where nothing was ever spooled. */
export const spooling = ({ media, attributeSpools }: Snapshot): ByteString[] => [
  ...line('Data', media.spooling, ' max bytes/job.'),
  ...line('Attr', attributeSpools, ' max bytes.'),
];

function line(what: string, { activeJobs, bytes, jobs, maxBytes }: SpoolFacts, end: string): ByteString[] {
  if (activeJobs + jobs === 0) return [];
  return [
    `${what} spooling: ${activeJobs} active jobs, ${withCommas(bytes)} bytes; ${jobs} total jobs, ${withCommas(maxBytes)}${end}`,
  ];
}
