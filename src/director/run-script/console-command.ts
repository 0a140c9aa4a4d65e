/**
 * Console commands of RunScripts (`Console = "run job=Copies yes"`): the words of bconsole (specification 09 §2), of
 * which those are understood that make sense without a person: run, cancel, reload.
 */
import { AppError, type ByteString, displayText, splitCommand } from '../../core/index.ts';
import type { DirectorService, RunLevel, RunRequest } from '../daemon/service.ts';

export class ConsoleCommandError extends AppError {
  readonly code = 'DIRECTOR_CONSOLE_COMMAND';
  override readonly hint = 'A RunScript may say run, cancel and reload; anything else can be a Command with understudy';
}

export interface ConsoleCommand {
  readonly verb: string;
  /** Keywords in lower case; a word without a value stands for itself. */
  readonly keywords: ReadonlyMap<string, ByteString>;
}

export function parseConsoleCommand(text: ByteString): ConsoleCommand {
  const [verb = '', ...words] = splitCommand(text);
  const keywords = words.map((word): [string, ByteString] => {
    const at = word.indexOf('=');
    return at < 0 ? [word.toLowerCase(), ''] : [word.slice(0, at).toLowerCase(), word.slice(at + 1)];
  });
  return { verb: verb.toLowerCase(), keywords: new Map(keywords) };
}

type Services = Pick<DirectorService, 'run' | 'cancel' | 'reload'>;

/** What bconsole would print. */
export async function runConsoleCommand(director: Services, text: ByteString): Promise<ByteString> {
  const { verb, keywords } = parseConsoleCommand(text);
  switch (verb) {
    case 'run':
      return `Job queued. JobId=${(await director.run(runRequest(keywords))).jobId}\n`;
    case 'cancel': {
      const { jobId, job } = await director.cancel(Number(keywords.get('jobid')));
      return `JobId ${jobId}, Job ${job} marked to be canceled.\n`;
    }
    case 'reload': {
      const { applied, problems } = await director.reload();
      if (!applied) throw new ConsoleCommandError(`The configuration has mistakes: ${problems.join('; ')}`);
      return '';
    }
    default:
      throw new ConsoleCommandError(`Can't use ${verb === '' ? 'an empty' : displayText(verb)} command in a runscript`);
  }
}

const LEVELS: Readonly<Record<string, RunLevel>> = { full: 'F', differential: 'D', incremental: 'I' };
const NAMES = { client: 'client', fileset: 'fileSet', pool: 'pool', storage: 'storage', comment: 'comment' } as const;
const KNOWN = new Set(['job', 'level', 'priority', 'yes', ...Object.keys(NAMES)]);

/** A keyword that is not understood stops it, as in the genuine Director: a Job must not run otherwise than meant. */
function runRequest(keywords: ReadonlyMap<string, ByteString>): RunRequest {
  const unknown = [...keywords.keys()].find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) throw new ConsoleCommandError(`Invalid keyword: ${displayText(unknown)}`);
  const levelName = keywords.get('level')?.toLowerCase();
  const level = levelName === undefined ? undefined : LEVELS[levelName];
  if (levelName !== undefined && level === undefined)
    throw new ConsoleCommandError(`Level "${displayText(levelName)}" not valid`);
  const priority = keywords.get('priority');
  const names = Object.entries(NAMES).flatMap(([keyword, field]) => {
    const value = keywords.get(keyword);
    return value === undefined ? [] : [[field, value]];
  });
  return {
    job: keywords.get('job') ?? '',
    ...Object.fromEntries(names),
    ...(level && { level }),
    ...(priority !== undefined && { priority: Number(priority) }),
  };
}
