/** `understudy check FILE`: the verdict on a configuration file, for people and for programs. */
import { displayText } from '../core/index.ts';
import { clientDialect } from './languages/client.ts';
import { consoleDialect } from './languages/console.ts';
import type { ConfigurationKind, Dialect } from './languages/dialect.ts';
import { directorDialect } from './languages/director.ts';
import { storageDialect } from './languages/storage.ts';
import { understudyDialect } from './languages/understudy.ts';
import { type Externals, type Loaded, load } from './load.ts';
import type { Problem } from './problem.ts';
import { renderProblems } from './render.ts';
import { plainResources, renderResources } from './show.ts';

export type { ConfigurationKind } from './languages/dialect.ts';

export interface CheckOptions {
  /** What the file is; otherwise its resources tell. */
  readonly as?: ConfigurationKind;
  /** Also show the resolved configuration, secrets masked. */
  readonly show?: boolean;
}

export interface Verdict {
  readonly kind: ConfigurationKind;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** 0: usable, warnings or not; 1: problems. */
  readonly exitCode: 0 | 1;
  /** For people: problems as a compiler shows them, the verdict, and the configuration where it was asked for. */
  readonly text: string;
  /** For programs: the same as one value for JSON.stringify. */
  readonly json: unknown;
}

/** In the order of preference where a file could be several. */
const DIALECTS: Readonly<Record<ConfigurationKind, Dialect<unknown>>> = {
  director: directorDialect,
  storage: storageDialect,
  client: clientDialect,
  console: consoleDialect,
  understudy: understudyDialect,
};

/** Never throws for what the file holds or because it cannot be read: that is a problem in the verdict. */
export async function checkConfiguration(file: string, options: CheckOptions = {}): Promise<Verdict> {
  const { kind, loaded } = options.as ? await loadAs(options.as, file) : await detect(file);
  const { problems, warnings, resources } = loaded;
  const exitCode = problems.length > 0 ? 1 : 0;
  const shown = options.show === true && exitCode === 0;
  const verdict = verdictLine(file, kind, loaded);
  const parts = [renderProblems([...problems, ...warnings]), shown ? renderResources(resources) : '', verdict];
  return {
    kind,
    problems,
    warnings,
    exitCode,
    text: parts.filter((part) => part !== '').join('\n'),
    json: {
      file,
      kind,
      usable: exitCode === 0,
      problems: problems.map(readable),
      warnings: warnings.map(readable),
      ...(shown && { resources: plainResources(resources) }),
    },
  };
}

interface Judged {
  readonly kind: ConfigurationKind;
  readonly loaded: Loaded<unknown>;
}

const loadAs = async (kind: ConfigurationKind, file: string, known?: Externals): Promise<Judged> => ({
  kind,
  loaded: await load(DIALECTS[kind], file, known),
});

/** A file is what it has the fewest problems as. */
async function detect(file: string): Promise<Judged> {
  const known: Externals = new Map();
  let best: Judged | undefined;
  for (const kind of Object.keys(DIALECTS) as ConfigurationKind[]) {
    const judged = await loadAs(kind, file, known);
    if (best === undefined || judged.loaded.problems.length < best.loaded.problems.length) best = judged;
    if (judged.loaded.problems.length === 0 && judged.loaded.resources.length > 0) return judged;
  }
  return best ?? loadAs('director', file);
}

function verdictLine(
  file: string,
  kind: ConfigurationKind,
  { problems, warnings, resources }: Loaded<unknown>,
): string {
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  const warned = warnings.length > 0 ? `, ${count(warnings.length, 'warning')}` : '';
  if (problems.length > 0) return `${file}: ${count(problems.length, 'problem')}${warned} (read as a ${kind} file)`;
  return `${file}: a usable ${kind} file, ${count(resources.length, 'resource')}${warned}`;
}

/** A problem as JSON can carry it. */
const readable = (problem: Problem): Problem => ({
  ...problem,
  file: displayText(problem.file),
  message: displayText(problem.message),
  ...(problem.expected !== undefined && { expected: displayText(problem.expected) }),
  ...(problem.hint !== undefined && { hint: displayText(problem.hint) }),
  ...(problem.sourceLine !== undefined && { sourceLine: displayText(problem.sourceLine) }),
});
