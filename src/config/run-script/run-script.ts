/** RunScript (07 §7): the block, and the short forms that stand for one. */
import type { ByteString } from '../../core/index.ts';
import { assignment, readBlock } from '../language/block.ts';
import type { Cursor } from '../language/cursor.ts';
import type { Entry, Row } from '../table/index.ts';
import { readDuration } from '../values/duration.ts';
import { blockLines } from '../values/render.ts';
import { readKeyword, readText } from '../values/words.ts';
import { readYesNo } from '../values/yes-no.ts';

/** AfterSnapshot is another word for AfterVSS; without RunsWhen a script never runs. */
export type RunsWhen =
  | 'Never'
  | 'Before'
  | 'After'
  | 'AfterVSS'
  | 'AfterSnapshot'
  | 'Always'
  | 'AtJobCompletion'
  | 'Queued';

/** Where a script runs. */
export type RunScriptTarget =
  | { readonly kind: 'director' }
  /** The Job's own Client. */
  | { readonly kind: 'client' }
  /** A Client named in the file. */
  | { readonly kind: 'named'; readonly name: ByteString };

export interface RunScript {
  readonly runsWhen: RunsWhen;
  readonly runsOnSuccess: boolean;
  readonly runsOnFailure: boolean;
  readonly failJobOnError: boolean;
  readonly target: RunScriptTarget;
  /** 15.x; 0: none given. */
  readonly timeoutSec: number;
  /** `console`: a command of our console, run in the Director. */
  readonly commandKind: 'program' | 'console';
  readonly command: ByteString;
  /** The short directive it was written as, canonical spelling: it labels the output. */
  readonly shortForm: ByteString | undefined;
}

const WHEN: Readonly<Record<string, RunsWhen>> = {
  Before: 'Before',
  AtJobCompletion: 'AtJobCompletion',
  After: 'After',
  AfterVSS: 'AfterVSS',
  AfterSnapshot: 'AfterSnapshot',
  Queued: 'Queued',
  Always: 'Always',
};

const BLOCK: Omit<RunScript, 'command' | 'commandKind'> = {
  runsWhen: 'Never',
  runsOnSuccess: true,
  runsOnFailure: false,
  failJobOnError: true,
  target: { kind: 'client' },
  timeoutSec: 0,
  shortForm: undefined,
};

const director = { kind: 'director' } as const;
const client = { kind: 'client' } as const;
const SHORT_FORMS: Readonly<Record<string, Partial<RunScript>>> = {
  RunBeforeJob: { runsWhen: 'Before', target: director },
  RunAfterJob: { runsWhen: 'After', target: director },
  RunAfterFailedJob: { runsWhen: 'After', target: director, runsOnSuccess: false, runsOnFailure: true },
  ClientRunBeforeJob: { runsWhen: 'Before', target: client },
  ClientRunAfterJob: { runsWhen: 'After', target: client },
  ConsoleRunBeforeJob: { runsWhen: 'Before', target: director, commandKind: 'console' },
  ConsoleRunAfterJob: { runsWhen: 'After', target: director, commandKind: 'console' },
};

export const runScripts = (): Row<readonly RunScript[]> => ({
  entries: [{ name: 'RunScript', block: true, read: readRunScript }, ...Object.entries(SHORT_FORMS).map(shortForm)],
  repeat: 'append',
  initial: [],
  show: (value) => (value as readonly RunScript[]).flatMap(showRunScript),
});

function showRunScript(script: RunScript): string[] {
  const { runsWhen, runsOnSuccess, runsOnFailure, failJobOnError, target, timeoutSec, commandKind, command } = script;
  const on = { director: false, client: true, named: target.kind === 'named' && target.name }[target.kind];
  return blockLines('RunScript', {
    RunsWhen: runsWhen,
    RunsOnSuccess: runsOnSuccess,
    RunsOnFailure: runsOnFailure,
    FailJobOnError: failJobOnError,
    RunsOnClient: on,
    Timeout: timeoutSec === 0 ? undefined : timeoutSec,
    [commandKind === 'console' ? 'Console' : 'Command']: command,
  });
}

const shortForm = ([name, form]: [string, Partial<RunScript>]): Entry => ({
  name,
  read: (cursor) => [{ ...BLOCK, commandKind: 'program', ...form, command: readText(cursor), shortForm: name }],
});

/** One script for each Command and Console of the block, all with its settings. */
function readRunScript(cursor: Cursor): RunScript[] {
  const settings: { -readonly [K in keyof RunScript]?: RunScript[K] } = {};
  const commands: Pick<RunScript, 'command' | 'commandKind'>[] = [];
  const yesNo = (key: 'runsOnSuccess' | 'runsOnFailure' | 'failJobOnError') =>
    assignment((at) => {
      settings[key] = readYesNo(at);
    });
  const command = (commandKind: RunScript['commandKind']) =>
    assignment((at) => commands.push({ commandKind, command: readText(at) }));
  const target = assignment((at) => {
    settings.target = targetOf(readText(at));
  });
  readBlock(cursor, {
    what: 'a RunScript',
    names: [
      'Command',
      'Console',
      'Target',
      'RunsOnSuccess',
      'RunsOnFailure',
      'FailJobOnError',
      'AbortJobOnError',
      'RunsWhen',
      'RunsOnClient',
      'Timeout',
    ],
    entries: new Map([
      ['command', command('program')],
      ['console', command('console')],
      ['target', target],
      ['runsonclient', target],
      ['runsonsuccess', yesNo('runsOnSuccess')],
      ['runsonfailure', yesNo('runsOnFailure')],
      ['failjobonerror', yesNo('failJobOnError')],
      ['abortjobonerror', yesNo('failJobOnError')],
      [
        'runswhen',
        assignment((at) => {
          settings.runsWhen = readKeyword(at, WHEN);
        }),
      ],
      [
        'timeout',
        assignment((at) => {
          settings.timeoutSec = readDuration(at);
        }),
      ],
    ]),
  });
  return commands.map((each) => ({
    ...BLOCK,
    ...settings,
    ...each,
    ...(each.commandKind === 'console' && { target: director }),
  }));
}

function targetOf(word: ByteString): RunScriptTarget {
  const wanted = word.toLowerCase();
  if (wanted === 'no' || wanted === 'false') return { kind: 'director' };
  if (wanted === 'yes' || wanted === 'true' || word === '%c') return { kind: 'client' };
  return { kind: 'named', name: word };
}
