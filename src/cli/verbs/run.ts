import { CONNECTION_OPTIONS, parseArguments, parseLevel, parseNumber, parseTime } from '../arguments.ts';
import { connect } from '../connect.ts';
import { type Queued, reportQueued } from '../follow.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  level: { type: 'string', short: 'l' },
  client: { type: 'string' },
  fileset: { type: 'string' },
  pool: { type: 'string' },
  storage: { type: 'string' },
  messages: { type: 'string' },
  when: { type: 'string' },
  priority: { type: 'string' },
  accurate: { type: 'boolean' },
  'spool-data': { type: 'boolean' },
  comment: { type: 'string' },
  'ignore-duplicates': { type: 'boolean' },
  wait: { type: 'boolean', short: 'w' },
} as const;

export const verb: Verb = {
  usage: `understudy run JOB [--wait] [OPTIONS]

Queues a Job and prints its JobId. With --wait it shows how the Job goes, and the exit code is 0 or 1 as the Job ended.

  -w, --wait            wait for the end
  -l, --level LEVEL     Full, Differential or Incremental; otherwise as the Job resource says
  --client, --fileset, --pool, --storage, --messages NAME
                        another one than the Job resource says
  --when TIME           start then: "2026-11-20 23:05"
  --priority N          lower runs first
  --accurate, --spool-data, --ignore-duplicates
  --comment TEXT        kept with the Job in the Catalog
  --json                the JobId, or with --wait the end, as JSON`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'run',
      positionals: [1, 1],
      wants: 'the name of a Job',
    });
    const api = connect(values, terminal);
    const queued = await api.post<Queued>('/jobs', {
      job: positionals[0],
      level: parseLevel(values.level, 'run'),
      client: values.client,
      fileSet: values.fileset,
      pool: values.pool,
      storage: values.storage,
      messages: values.messages,
      when: parseTime(values.when, 'when', 'run'),
      priority: parseNumber(values.priority, 'priority', 'run'),
      accurate: values.accurate,
      spoolData: values['spool-data'],
      comment: values.comment,
      ignoreDuplicates: values['ignore-duplicates'],
    });
    return await reportQueued(api, queued, { wait: values.wait === true, json: values.json === true }, terminal);
  },
};
