/** From a file's path to a frozen configuration, or to everything that is wrong with it. */
import type { ByteString } from '../core/index.ts';
import type { ClientConfig, ConsoleConfig, DirectorConfig, StorageConfig, UnderstudyConfig } from './configurations.ts';
import {
  type Answer,
  type External,
  externalKey,
  type Includes,
  noIncludes,
  type ReadExternal,
} from './language/includes.ts';
import { clientDialect } from './languages/client.ts';
import { consoleDialect } from './languages/console.ts';
import type { Dialect } from './languages/dialect.ts';
import { directorDialect } from './languages/director.ts';
import { storageDialect } from './languages/storage.ts';
import { understudyDialect } from './languages/understudy.ts';
import type { Indexed } from './link/resource-index.ts';
import { type Parsed, parse } from './parse.ts';
import type { Problem } from './problem.ts';
import { withSourceLines } from './source-lines.ts';
import { readExternal } from './sources.ts';

export interface LoadResult<T> {
  /** There only when there are no problems. */
  readonly config: T | undefined;
  /** Everything that keeps the file from being used. */
  readonly problems: readonly Problem[];
  /** What is accepted, but probably not meant. */
  readonly warnings: readonly Problem[];
}

/** Also what was understood of a file that cannot be used. */
export interface Loaded<T> extends LoadResult<T> {
  readonly resources: readonly Indexed[];
}

export interface LoadOptions {
  /** Reads the file and what it refers to; left out: from this machine's disk, and commands are run. */
  readonly read?: ReadExternal;
}

/** How often a text may ask for something new; nested includes ask once a level. */
const ROUNDS_MAX = 40;
const EXTERNALS_MAX = 10_000;
const TOO_MANY: Answer = { error: 'too many texts are included by one another' };

/** What files refer to, read already: a command runs once, however often its output is looked at. */
export type Externals = Map<string, Answer>;

/**
 * Reads the file, and whatever it refers to, until nothing more is asked for. Nothing is kept between two calls but
 * `known`, so a failed load changes nothing.
 */
export async function load<T>(
  dialect: Dialect<T>,
  path: string,
  known: Externals = new Map(),
  read: ReadExternal = readExternal,
): Promise<Loaded<T>> {
  const main = await read({ kind: 'file', path: Buffer.from(path, 'utf8').toString('latin1') });
  if ('error' in main) {
    const message = `Cannot read ${path}: ${main.error}`;
    return {
      config: undefined,
      problems: [{ severity: 'error', file: path, line: 1, column: 1, length: 1, message }],
      warnings: [],
      resources: [],
    };
  }
  for (let round = 0; ; round++) {
    const wanted = new Map<string, External>();
    const includes: Includes = (external) => {
      const answer = known.get(externalKey(external));
      if (answer === undefined) wanted.set(externalKey(external), external);
      return answer;
    };
    const parsed = parse(dialect, path, main.text, includes);
    if (wanted.size === 0) return result(parsed, textsOf(path, main.text, known));
    const exhausted = round >= ROUNDS_MAX || known.size + wanted.size > EXTERNALS_MAX;
    for (const [key, external] of wanted) known.set(key, exhausted ? TOO_MANY : await read(external));
  }
}

/** By the names under which problems know them. */
function textsOf(path: string, main: ByteString, known: Externals): Map<string, ByteString> {
  const texts = new Map([[path, main]]);
  for (const [key, answer] of known) {
    if ('text' in answer) texts.set(key.replace(/^file:/, '').replace(/^command:/, '|'), answer.text);
  }
  return texts;
}

function result<T>({ config, findings, resources }: Parsed<T>, texts: ReadonlyMap<string, ByteString>): Loaded<T> {
  const shown = withSourceLines(findings, texts);
  return {
    config,
    problems: shown.filter(({ severity }) => severity === 'error'),
    warnings: shown.filter(({ severity }) => severity === 'warning'),
    resources,
  };
}

type Loader<T> = (path: string, options?: LoadOptions) => Promise<LoadResult<T>>;

const loader =
  <T>(dialect: Dialect<T>): Loader<T> =>
  (path, { read } = {}) =>
    load(dialect, path, new Map(), read);

export const loadDirectorConfig: Loader<DirectorConfig> = loader(directorDialect);
export const loadStorageConfig: Loader<StorageConfig> = loader(storageDialect);
export const loadClientConfig: Loader<ClientConfig> = loader(clientDialect);
export const loadConsoleConfig = (path: string): Promise<LoadResult<ConsoleConfig>> => load(consoleDialect, path);
export const loadUnderstudyConfig = (path: string): Promise<LoadResult<UnderstudyConfig>> =>
  load(understudyDialect, path);

/** The same from a text without includes or shell expansion: for tests, and for what an operator types. */
export const parseDirectorConfig = (text: ByteString, file = 'bacula-dir.conf'): LoadResult<DirectorConfig> =>
  parseText(directorDialect, text, file);

/** A text in any dialect, standing alone. */
export const parseText = <T>(dialect: Dialect<T>, text: ByteString, file: string): LoadResult<T> =>
  result(parse(dialect, file, text, noIncludes), new Map([[file, text]]));
