/** Two releases as a unified diff for people: compared as they are, shown with every secret masked. */
import { maskSecrets } from '../../../config/index.ts';
import { type ByteString, bytesToByteString, displayLines } from '../../../core/index.ts';
import type { Release, TextEntry } from '../release/manifest.ts';
import { nameOfText, type TextChange, textChanges } from './changes.ts';
import { diffLines, type Edit } from './line-diff.ts';

const CONTEXT = 3;

/** Empty where nothing differs. */
export function unifiedDiff(from: Release | undefined, to: Release): string {
  return textChanges(from, to)
    .map((change) => oneText(change, from, to))
    .join('');
}

function oneText(change: TextChange, from: Release | undefined, to: Release): string {
  const name = nameOfText((change.to ?? change.from) as TextEntry);
  const head = [
    `--- ${change.from === undefined ? '/dev/null' : `a/${name}`}`,
    `+++ ${change.to === undefined ? '/dev/null' : `b/${name}`}`,
    ...rightsOf(change),
  ];
  const hunks = hunksOf(linesOf(textOf(from, change.from)), linesOf(textOf(to, change.to)));
  return displayLines([...head, ...hunks, ''].join('\n'));
}

const rightsOf = ({ from, to }: TextChange): string[] => {
  if (from === undefined || to === undefined) return [];
  const [before, after] = [rights(from), rights(to)];
  return before === after ? [] : [`rights ${before} -> ${after}`];
};

const rights = ({ mode, user, group }: TextEntry): string => `${mode.toString(8).padStart(4, '0')} ${user}:${group}`;

function textOf(release: Release | undefined, text: TextEntry | undefined): ByteString {
  if (release === undefined || text === undefined) return '';
  return bytesToByteString(release.contents[release.manifest.texts.indexOf(text)] as Buffer);
}

interface Lines {
  readonly real: readonly ByteString[];
  readonly shown: readonly ByteString[];
}

const NO_NEWLINE = '\n\\ No newline at end of file';

function linesOf(text: ByteString): Lines {
  const split = (whole: ByteString): ByteString[] => {
    const lines = whole.split('\n');
    const last = lines.pop();
    return last === undefined || last === '' ? lines : [...lines, last + NO_NEWLINE];
  };
  return { real: split(text), shown: split(maskSecrets(text)) };
}

function hunksOf(before: Lines, after: Lines): string[] {
  const edits = diffLines(before.real, after.real);
  const shown = edits.map((edit) => showEdit(edit, before, after));
  const out: string[] = [];
  for (const { from, to } of groups(edits)) {
    const slice = edits.slice(from, to);
    out.push(hunkHead(edits, from, slice), ...shown.slice(from, to));
  }
  return out;
}

const showEdit = ({ kind, index }: Edit, before: Lines, after: Lines): string => {
  if (kind === 'added') return `+${after.shown[index] ?? ''}`;
  return `${kind === 'removed' ? '-' : ' '}${before.shown[index] ?? ''}`;
};

function hunkHead(edits: readonly Edit[], from: number, slice: readonly Edit[]): string {
  const count = (list: readonly Edit[], kind: Edit['kind']): number => list.filter((edit) => edit.kind !== kind).length;
  const start = (kind: Edit['kind'], length: number): number =>
    count(edits.slice(0, from), kind) + (length === 0 ? 0 : 1);
  const [old, young] = [count(slice, 'added'), count(slice, 'removed')];
  return `@@ -${start('added', old)},${old} +${start('removed', young)},${young} @@`;
}

/** Spans of edits with their context, those that touch joined. */
function groups(edits: readonly Edit[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const [index, { kind }] of edits.entries()) {
    if (kind === 'same') continue;
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(edits.length, index + CONTEXT + 1);
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  }
  return found;
}
