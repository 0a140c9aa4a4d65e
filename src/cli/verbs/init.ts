import { homedir } from 'node:os';
import { checkEmbeddedPlace } from '../../replication/index.ts';
import { parseArguments, parseNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { JOB, makePlan, type Plan, RESTORE_JOB } from '../init/plan.ts';
import { writeFiles } from '../init/write-files.ts';
import type { Verb } from '../verb.ts';

const OPTIONS = {
  backup: { type: 'string', multiple: true },
  name: { type: 'string' },
  'port-base': { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const verb: Verb = {
  usage: `understudy init DIR [--backup PATH]… [--name NAME] [--port-base PORT] [--json]

Writes the configuration of a whole backup system for this machine into DIR, which must be empty or not there: Director,
Storage Daemon, File Daemon and console in Bacula's language, with fresh passwords in files that others cannot read.
"understudy all -c DIR" starts it. Volumes, Catalog and logs lie in DIR too.

  --backup PATH      what to save; may be given several times (default: /etc for root, otherwise the home folder)
  --name NAME        begins the daemons' names: NAME-dir, NAME-sd, NAME-fd (default: this machine's name)
  --port-base PORT   port of the Director; Client and Storage take the next two (default: 9101)`,

  async run(args, terminal) {
    const { values, positionals } = parseArguments(args, OPTIONS, {
      verb: 'init',
      positionals: [1, 1],
      wants: 'a DIR',
    });
    const plan = makePlan({
      directory: positionals[0] ?? '',
      name: values.name,
      portBase: parseNumber(values['port-base'], 'port-base', 'init'),
      backup: values.backup ?? [usualBackup()],
    });
    await checkEmbeddedPlace(plan.places.catalog);
    const files = await writeFiles(plan);
    await terminal.out(values.json ? `${JSON.stringify(summary(plan, files))}\n` : advice(plan));
    return EXIT.ok;
  },
};

const usualBackup = (): string => (process.getuid?.() === 0 ? '/etc' : homedir());

const summary = ({ directory, name, ports, backup, places }: Plan, files: readonly string[]): object => ({
  directory,
  files,
  director: `${name}-dir`,
  client: `${name}-fd`,
  storage: `${name}-sd`,
  job: JOB,
  restoreJob: RESTORE_JOB,
  backup,
  ports,
  socket: places.socket,
});

const advice = ({
  directory,
  name,
  backup,
  places,
}: Plan): string => `${directory} holds the configuration of ${name}-dir, ${name}-sd and ${name}-fd.
Saved will be: ${backup.join(', ')}

  understudy all -c ${directory} &
  export UNDERSTUDY_SOCKET=${places.socket}
  understudy run ${JOB} --wait
  understudy restore --client ${name}-fd --wait     # into ${places.restores}
`;
