/**
 * POSIX ACLs: the kernel's bytes (`system.posix_acl_access`) and the text that Clients send (specification 04 §5.5), as
 * libacl writes it: one entry a line, names where they are known, a remark where the mask takes rights away.
 */
import type { ByteString } from '../../../core/index.ts';
import type { Accounts } from '../native/index.ts';

const VERSION = 2;
const HEADER_BYTES = 4;
const ENTRY_BYTES = 8;
const NO_ID = 0xffff_ffff;

const TAG = { owner: 1, user: 2, owningGroup: 4, group: 8, mask: 16, other: 32 } as const;
const WORDS = new Map<number, string>([
  [TAG.owner, 'user'],
  [TAG.user, 'user'],
  [TAG.owningGroup, 'group'],
  [TAG.group, 'group'],
  [TAG.mask, 'mask'],
  [TAG.other, 'other'],
]);
/** Those that the mask bounds. */
const MASKED: readonly number[] = [TAG.user, TAG.owningGroup, TAG.group];

interface Entry {
  readonly tag: number;
  /** r 4, w 2, x 1. */
  readonly rights: number;
  readonly id: number;
}

/** Undefined: these bytes are no ACL that is known here. */
export function decodeAcl(bytes: Buffer): readonly Entry[] | undefined {
  const whole = bytes.length >= HEADER_BYTES && (bytes.length - HEADER_BYTES) % ENTRY_BYTES === 0;
  if (!whole || bytes.readUInt32LE(0) !== VERSION) return undefined;
  const entries: Entry[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; at += ENTRY_BYTES) {
    const tag = bytes.readUInt16LE(at);
    if (!WORDS.has(tag)) return undefined;
    entries.push({ tag, rights: bytes.readUInt16LE(at + 2) & 7, id: bytes.readUInt32LE(at + 4) });
  }
  return entries;
}

/** The kernel wants the entries by their kinds, in this order. */
export function encodeAcl(entries: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + entries.length * ENTRY_BYTES);
  bytes.writeUInt32LE(VERSION, 0);
  for (const [index, { tag, rights, id }] of entries.toSorted((a, b) => a.tag - b.tag).entries()) {
    const at = HEADER_BYTES + index * ENTRY_BYTES;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(rights, at + 2);
    bytes.writeUInt32LE(id, at + 4);
  }
  return bytes;
}

/** It says no more than the mode does. */
export const isMinimalAcl = (entries: readonly Entry[]): boolean =>
  entries.every(({ tag }) => tag === TAG.owner || tag === TAG.owningGroup || tag === TAG.other);

export type NamesOfAccounts = Pick<Accounts, 'userName' | 'groupName'>;
export type IdsOfAccounts = Pick<Accounts, 'userId' | 'groupId'>;

export function formatAcl(entries: readonly Entry[], accounts: NamesOfAccounts): ByteString {
  const mask = entries.find(({ tag }) => tag === TAG.mask)?.rights ?? 7;
  return entries
    .map((entry) => {
      const { tag, rights } = entry;
      const remark = MASKED.includes(tag) && (rights & ~mask) !== 0 ? `\t#effective:${rwx(rights & mask)}` : '';
      return `${WORDS.get(tag)}:${nameOf(entry, accounts)}:${rwx(rights)}${remark}\n`;
    })
    .join('');
}

function nameOf({ tag, id }: Entry, accounts: NamesOfAccounts): ByteString {
  if (tag === TAG.user) return accounts.userName(id) ?? String(id);
  if (tag === TAG.group) return accounts.groupName(id) ?? String(id);
  return '';
}

const rwx = (rights: number): string => ['r', 'w', 'x'].map((right, i) => (rights & (4 >> i) ? right : '-')).join('');

const LINE = /^\s*(u|user|g|group|m|mask|o|other):(?:([^:]*):)?([rwx-]{1,3})\s*$/;

/** A string says what is wrong with it, or who is not known here. */
export function parseAcl(text: ByteString, accounts: IdsOfAccounts): readonly Entry[] | string {
  const entries: Entry[] = [];
  for (const line of text.split(/[\n,]/)) {
    const plain = line.replace(/#.*$/, '');
    if (plain.trim() === '') continue;
    const [, word = '', who = '', rights = ''] = LINE.exec(plain) ?? [];
    if (word === '') return `this is no entry of an ACL: ${plain.trim()}`;
    const entry = entryOf(word.charAt(0), who, rights, accounts);
    if (entry === undefined) return `nobody here is called ${who}`;
    entries.push(entry);
  }
  return entries;
}

function entryOf(kind: string, who: ByteString, rwxText: string, accounts: IdsOfAccounts): Entry | undefined {
  const rights = (rwxText.includes('r') ? 4 : 0) + (rwxText.includes('w') ? 2 : 0) + (rwxText.includes('x') ? 1 : 0);
  if (kind === 'm' || kind === 'o') return { tag: kind === 'm' ? TAG.mask : TAG.other, rights, id: NO_ID };
  if (who === '') return { tag: kind === 'u' ? TAG.owner : TAG.owningGroup, rights, id: NO_ID };
  const id = (kind === 'u' ? accounts.userId(who) : accounts.groupId(who)) ?? numberOf(who);
  return id === undefined ? undefined : { tag: kind === 'u' ? TAG.user : TAG.group, rights, id };
}

const numberOf = (text: ByteString): number | undefined =>
  /^\d{1,10}$/.test(text) && Number(text) < NO_ID ? Number(text) : undefined;
