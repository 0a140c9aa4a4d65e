/** The columns of `understudy list …`, by what is listed. */
import { formatBytes, formatCount, formatRetention, formatTime } from './figures.ts';
import { levelWord, statusColour, statusWord, typeWord } from './job-words.ts';
import type { Column } from './table.ts';

type Row = Readonly<Record<string, never>>;
type Value = (value: never) => string;

const text = (title: string, key: string, value: Value = String): Column<Row> => ({
  title,
  value: (row) => (row[key] === undefined ? '' : value(row[key])),
});
const right = (title: string, key: string, value: Value = formatCount): Column<Row> => ({
  ...text(title, key, value),
  right: true,
});
const yesNo = (flag: boolean): string => (flag ? 'yes' : 'no');

export const LISTS: Readonly<Record<string, readonly Column<Row>[]>> = {
  jobs: [
    right('JobId', 'jobId', String),
    text('Name', 'name'),
    text('Client', 'client'),
    text('Type', 'type', typeWord),
    text('Level', 'level', levelWord),
    text('Started', 'startedAt', formatTime),
    text('Ended', 'endedAt', formatTime),
    right('Files', 'files'),
    right('Bytes', 'bytes', formatBytes),
    right('Errors', 'errors'),
    { ...text('Status', 'status', statusWord), colour: ({ status = '' }) => statusColour(status) },
  ],
  volumes: [
    right('MediaId', 'mediaId', String),
    text('Volume', 'name'),
    text('Pool', 'pool'),
    text('Status', 'status'),
    text('Media type', 'mediaType'),
    text('Storage', 'storage'),
    right('Jobs', 'jobs'),
    right('Bytes', 'bytes', formatBytes),
    right('Retention', 'retentionSec', formatRetention),
    text('Recycle', 'recycle', yesNo),
    text('Last written', 'lastWrittenAt', formatTime),
  ],
  pools: [
    right('PoolId', 'poolId', String),
    text('Name', 'name'),
    text('Type', 'type'),
    right('Volumes', 'volumes'),
    right('Most', 'maxVolumes'),
    right('Retention', 'retentionSec', formatRetention),
    text('Label format', 'labelFormat'),
  ],
  clients: [
    right('ClientId', 'clientId', String),
    text('Name', 'name'),
    right('Files kept', 'fileRetentionSec', formatRetention),
    right('Jobs kept', 'jobRetentionSec', formatRetention),
    text('System', 'uname'),
  ],
  storages: [right('StorageId', 'storageId', String), text('Name', 'name'), text('Autochanger', 'autochanger', yesNo)],
  filesets: [
    right('FileSetId', 'fileSetId', String),
    text('Name', 'name'),
    text('Since', 'createdAt', formatTime),
    text('Digest', 'md5'),
  ],
};
