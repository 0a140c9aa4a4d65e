import { CONNECTION_OPTIONS, parseArguments, parseJobId } from '../arguments.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import type { Verb } from '../verb.ts';

interface Cancelled {
  readonly jobId: number;
  readonly job: string;
  readonly wasRunning: boolean;
  readonly lines: readonly string[];
}

export const verb: Verb = {
  usage: `understudy cancel JOBID [--json]

Cancels a Job that is queued or runs, and shows what its daemons answered.`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, CONNECTION_OPTIONS, {
      verb: 'cancel',
      positionals: [1, 1],
      wants: 'a JobId',
    });
    const jobId = parseJobId(positionals[0], 'cancel');
    const cancelled = await connect(values, terminal).post<Cancelled>(`/jobs/${jobId}/cancel`);
    if (values.json) await terminal.out(`${JSON.stringify(cancelled)}\n`);
    else {
      const lines = cancelled.lines.map((line) => `${line.trimEnd()}\n`).join('');
      await terminal.out(`${lines}JobId ${jobId}, Job ${cancelled.job} marked to be canceled.\n`);
    }
    return EXIT.ok;
  },
};
