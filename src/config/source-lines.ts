/** The lines that problems point at. What follows a secret's equals sign is masked: problems end up in logs. */
import type { ByteString } from '../core/index.ts';
import type { Problem } from './problem.ts';

/** Also where the name is misspelt. */
const SECRET = /^(.*(?:pas[a-z \t]*|secret\s*key|access\s*key|token)\s*=\s*)(.+)$/i;
const LINE_BYTES_MAX = 300;

export function withSourceLines(findings: readonly Problem[], texts: ReadonlyMap<string, ByteString>): Problem[] {
  const linesOf = new Map<string, readonly ByteString[]>();
  return findings.map((problem) => {
    const text = texts.get(problem.file);
    if (text === undefined) return problem;
    const lines = linesOf.get(problem.file) ?? text.split('\n');
    linesOf.set(problem.file, lines);
    const line = lines[problem.line - 1];
    return line === undefined ? problem : { ...problem, sourceLine: masked(line.replace(/\r$/, '')) };
  });
}

const masked = (line: ByteString): ByteString => line.replace(SECRET, '$1********').slice(0, LINE_BYTES_MAX);
