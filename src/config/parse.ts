/** Parse → check → freeze, without touching anything outside the text. */
import type { ByteString } from '../core/index.ts';
import type { Includes } from './language/includes.ts';
import { parseResources } from './language/parser.ts';
import { ProblemList } from './language/report.ts';
import type { Dialect } from './languages/dialect.ts';
import { mergeJobDefs } from './link/job-defs.ts';
import { deepFreeze, link } from './link/link.ts';
import { type Indexed, ResourceIndex } from './link/resource-index.ts';
import type { Problem } from './problem.ts';

export interface Parsed<T> {
  /** There only when nothing is wrong. */
  readonly config: T | undefined;
  /** Errors and warnings, in the order of the file. */
  readonly findings: readonly Problem[];
  /** What was understood, also when something is wrong. */
  readonly resources: readonly Indexed[];
}

export function parse<T>(dialect: Dialect<T>, file: string, text: ByteString, includes: Includes): Parsed<T> {
  const problems = new ProblemList();
  const raw = parseResources(dialect.language, file, text, includes, problems);
  const index = new ResourceIndex(dialect.language, mergeJobDefs(raw, problems.report), problems.report);
  link(index);
  const config = dialect.assemble(index, file, problems.report);
  const findings = problems.inOrder();
  const usable = config !== undefined && findings.every(({ severity }) => severity === 'warning');
  return { config: usable ? deepFreeze(config) : undefined, findings, resources: index.all() };
}
