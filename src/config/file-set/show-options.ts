/** An Options block as the language writes it. */
import { quoted } from '../values/render.ts';
import { CHOICES } from './option-letters.ts';
import type { FileSetOptions, OptionLetters } from './options.ts';

const LISTS: readonly (readonly [directive: string, key: keyof FileSetOptions])[] = [
  ['WildDir', 'wildDir'],
  ['WildFile', 'wildFile'],
  ['WildFile', 'wildBase'],
  ['Wild', 'wild'],
  ['RegexDir', 'regexDir'],
  ['RegexFile', 'regexFile'],
  ['Regex', 'regex'],
  ['Base', 'base'],
  ['FsType', 'fsType'],
  ['DriveType', 'driveType'],
];

/** Lists that are empty may be missing: that is how plain data leaves them. */
export function showOptions(options: Partial<FileSetOptions>): string[] {
  const lists = LISTS.flatMap(([directive, key]) =>
    ((options[key] ?? []) as readonly string[]).map((text) => `${directive} = ${quoted(text)}`),
  );
  const plugin = options.plugin === undefined ? [] : [`Plugin = ${quoted(options.plugin)}`];
  const lines = [...(options.letters ?? []).map(showLetters), ...lists, ...plugin];
  return ['Options {', ...lines.map((line) => `  ${line}`), '}'];
}

function showLetters({ directive, letters }: OptionLetters): string {
  const choices = CHOICES[directive];
  const word = choices && Object.keys(choices).find((choice) => choices[choice] === letters);
  return `${directive} = ${word ?? letters.slice(1, -1)}`;
}
