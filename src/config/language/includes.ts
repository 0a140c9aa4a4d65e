/**
 * What a file refers to outside itself: `@file`, `@|command`, and paths that the shell expands (07 §1.3, §1.4).
 * Parsing is pure, so it only asks; an answer that is not there yet is noted as wanted, read outside, and the file
 * is parsed again.
 */
import type { ByteString } from '../../core/index.ts';

export type External =
  | { readonly kind: 'file'; readonly path: ByteString }
  | { readonly kind: 'command'; readonly command: ByteString }
  | { readonly kind: 'expand'; readonly text: ByteString };

export type Answer = { readonly text: ByteString } | { readonly error: string };

/** Whoever reads what files refer to. Never rejects: what goes wrong is the answer. */
export type ReadExternal = (wanted: External) => Promise<Answer>;
export type { Answer as ExternalAnswer };

/** The answer; undefined while it is not known. */
export type Includes = (wanted: External) => Answer | undefined;

export const externalKey = (wanted: External): string => {
  switch (wanted.kind) {
    case 'file':
      return `file:${wanted.path}`;
    case 'command':
      return `command:${wanted.command}`;
    case 'expand':
      return `expand:${wanted.text}`;
  }
};

/** For texts that must stand alone. */
export const noIncludes: Includes = () => ({ error: 'nothing outside this text is read here' });
