/**
 * The files in their places become a release: the Director's file, whatever it includes (also through commands, whose output
 * is kept as it is), and the files that are named besides. What has mistakes becomes none.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type External,
  type ExternalAnswer,
  loadDirectorConfig,
  readExternal,
  renderProblems,
} from '../../../config/index.ts';
import {
  type ByteString,
  byteStringToBytes,
  bytesToByteString,
  displayText,
  toByteString,
} from '../../../core/index.ts';
import { ReleaseContentError, WorkingCopyError } from '../errors.ts';
import { type Accounts, openAccounts } from './accounts.ts';
import { latin1, readBounded } from './durable.ts';
import {
  checkManifest,
  digestOf,
  type Manifest,
  type Release,
  sha256,
  TEXT_BYTES_MAX,
  type TextEntry,
} from './manifest.ts';

export interface Sources {
  /** The Director's file, as the command line names it. */
  readonly mainFile: string;
  /** Besides: absolute, as bytes. */
  readonly files: readonly ByteString[];
}

interface Found {
  readonly content: Buffer;
  readonly stat: { readonly mode: number; readonly uid: number; readonly gid: number } | undefined;
}

/** @throws WorkingCopyError with all mistakes; ReleaseContentError */
export async function gatherRelease({ mainFile, files }: Sources): Promise<Release> {
  const found = new Map<string, { external: External; text: Found }>();
  const { problems } = await loadDirectorConfig(mainFile, {
    read: async (external) => {
      const text = await readOne(external);
      if ('error' in text) return text;
      if (external.kind !== 'expand') found.set(`${external.kind}:${nameOf(external)}`, { external, text });
      return { text: bytesToByteString(text.content) };
    },
  });
  if (problems.length > 0) throw new WorkingCopyError(problems.map((problem) => renderProblems([problem])));
  const base = baseOf(mainFile);
  const texts = new Map<string, { entry: TextEntry; content: Buffer }>();
  const accounts = openAccounts();
  for (const { external, text } of found.values()) await add(texts, { external, text, base, accounts });
  for (const path of files) {
    const external: External = { kind: 'file', path };
    const text = await readOne(external);
    if ('error' in text) throw new ReleaseContentError(`Cannot read ${displayText(path)}: ${text.error}`);
    await add(texts, { external, text, base, accounts }, false);
  }
  return releaseOf(placeBelow(base, toByteString(mainFile)), [...texts.values()]);
}

/** The folder of the Director's file, absolute, as bytes. */
export const baseOf = (mainFile: string): ByteString => toByteString(dirname(resolve(mainFile)));

/** As a release names a place: relative where it lies below the base. */
export function placeBelow(base: ByteString, path: ByteString): ByteString {
  const whole = resolveBytes(path);
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : whole;
}

/** The other way round. */
export const pathOfPlace = (base: ByteString, place: ByteString): ByteString =>
  place.startsWith('/') ? place : `${base}/${place}`;

/** `resolve` splits at slashes only, so bytes pass through it unharmed where it does not look at the working folder. */
const resolveBytes = (path: ByteString): ByteString =>
  path.startsWith('/') ? resolve(path) : resolve(`${toByteString(process.cwd())}/${path}`);

export function releaseOf(main: ByteString, texts: readonly { entry: TextEntry; content: Buffer }[]): Release {
  const sorted = texts.toSorted((a, b) => compare(sortKey(a.entry), sortKey(b.entry)));
  const manifest: Manifest = { format: 1, main, texts: sorted.map(({ entry }) => entry) };
  checkManifest(manifest);
  return { digest: digestOf(manifest), manifest, contents: sorted.map(({ content }) => content) };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sortKey = ({ kind, place, keys }: TextEntry): string => `${kind} ${place} ${keys[0] ?? ''}`;

interface Adding {
  readonly external: External;
  readonly text: Found;
  readonly base: ByteString;
  readonly accounts: Accounts;
}

async function add(
  texts: Map<string, { entry: TextEntry; content: Buffer }>,
  { external, text: { content, stat }, base, accounts }: Adding,
  isIncluded = true,
): Promise<void> {
  const key = nameOf(external);
  const place = external.kind === 'file' ? placeBelow(base, key) : '';
  const id = external.kind === 'file' ? `file:${place}` : `command:${key}`;
  const known = texts.get(id)?.entry;
  const keys = isIncluded ? [...new Set([...(known?.keys ?? []), key])].sort() : (known?.keys ?? []);
  const entry: TextEntry = {
    kind: external.kind === 'file' ? 'file' : 'command',
    keys,
    place,
    mode: (stat?.mode ?? 0o600) & 0o777,
    user: stat === undefined ? 'root' : await accounts.nameOf('passwd', stat.uid),
    group: stat === undefined ? 'root' : await accounts.nameOf('group', stat.gid),
    size: content.length,
    sha256: sha256(content),
  };
  texts.set(id, { entry, content });
}

async function readOne(external: External): Promise<Found | Extract<ExternalAnswer, { error: string }>> {
  if (external.kind !== 'file') {
    const answer = await readExternal(external);
    return 'error' in answer ? answer : { content: byteStringToBytes(answer.text), stat: undefined };
  }
  let handle: FileHandle;
  try {
    handle = await open(latin1(external.path), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    const answer = await readExternal(external);
    return 'error' in answer ? answer : { error: 'it changed while it was read' };
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return { error: 'it is no regular file' };
    return { content: await readBounded(handle, TEXT_BYTES_MAX), stat };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    await handle.close();
  }
}

const nameOf = (external: External): ByteString => {
  if (external.kind === 'file') return external.path;
  return external.kind === 'command' ? external.command : external.text;
};
