/** Which texts differ between two releases, in a word each; what is in them is no matter here. */
import { displayText } from '../../../core/index.ts';
import type { Release, TextEntry } from '../release/manifest.ts';

export interface TextChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'rights';
  readonly from: TextEntry | undefined;
  readonly to: TextEntry | undefined;
}

/** The name that people know a text by. */
export const nameOfText = ({ kind, place, keys }: TextEntry): string =>
  displayText(kind === 'file' ? place : `|${keys[0] ?? ''}`);

export function textChanges(from: Release | undefined, to: Release): readonly TextChange[] {
  const before = new Map((from?.manifest.texts ?? []).map((text) => [idOf(text), text]));
  const after = new Map(to.manifest.texts.map((text) => [idOf(text), text]));
  const changes: TextChange[] = [];
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const kind = kindOf(before.get(id), after.get(id));
    if (kind !== undefined) changes.push({ kind, from: before.get(id), to: after.get(id) });
  }
  return changes;
}

const SIGNS = { added: '+', removed: '-', changed: '~', rights: '~' } as const;

/** `+ place`, `- place`, `~ place`. */
export const changesBetween = (from: Release | undefined, to: Release): readonly string[] =>
  textChanges(from, to).map(({ kind, from, to }) => `${SIGNS[kind]} ${nameOfText((to ?? from) as TextEntry)}`);

const idOf = ({ kind, place, keys }: TextEntry): string =>
  kind === 'file' ? `file ${place}` : `command ${keys[0] ?? ''}`;

function kindOf(from: TextEntry | undefined, to: TextEntry | undefined): TextChange['kind'] | undefined {
  if (from === undefined) return 'added';
  if (to === undefined) return 'removed';
  if (from.sha256 !== to.sha256) return 'changed';
  return from.mode !== to.mode || from.user !== to.user || from.group !== to.group ? 'rights' : undefined;
}
