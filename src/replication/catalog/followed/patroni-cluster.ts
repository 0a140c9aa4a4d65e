/**
 * What Patroni's REST API says of its cluster (`GET /cluster`), read from whatever came over the network: bounded, and nothing in
 * it is trusted. Pure. Fields that another version of Patroni adds, or leaves out, do no harm.
 */
import type { GuidedMember } from './guide.ts';

export interface PatroniCluster {
  readonly members: readonly GuidedMember[];
  /** Who leads, in the words of whom was asked; two only where it is confused itself. */
  readonly leaders: readonly GuidedMember[];
  /** Where the REST API of the members is: `http://10.0.0.1:8008`. */
  readonly urls: readonly string[];
}

const MEMBERS_MAX = 20;
const TEXT_MAX = 200;
/** Of a cluster that follows another one the leader takes no writes. */
const LEADS = /^(leader|master|primary)$/;
const HOST = /^[A-Za-z0-9._:%-]{1,255}$/;

/** Undefined: that is no answer of Patroni. */
export function readPatroniCluster(text: string): PatroniCluster | undefined {
  const found = membersOf(text);
  if (found === undefined) return undefined;
  const read = found.slice(0, MEMBERS_MAX).flatMap((member) => memberOf(member) ?? []);
  const members = read.map(({ member }) => member);
  return {
    members,
    leaders: members.filter(({ role }) => LEADS.test(role)),
    urls: [...new Set(read.flatMap(({ url }) => url ?? []))],
  };
}

function membersOf(text: string): readonly unknown[] | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const members = typeof answer === 'object' && answer !== null && 'members' in answer ? answer.members : undefined;
    return Array.isArray(members) ? members : undefined;
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown): { readonly member: GuidedMember; readonly url: string | undefined } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Readonly<Record<string, unknown>>;
  const { host, port } = found;
  if (typeof host !== 'string' || !HOST.test(host)) return undefined;
  // A member that is being made has no port yet.
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return {
    member: {
      name: word(found.name) ?? host,
      place: { host, port },
      role: word(found.role) ?? 'unknown',
      state: word(found.state) ?? 'unknown',
      timeline: count(found.timeline),
      lagBytes: count(found.lag),
    },
    url: urlOf(found.api_url),
  };
}

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, TEXT_MAX).replaceAll(/[\p{Cc}\p{Cf}]/gu, '?') : undefined;

/** Patroni writes `unknown` where it does not know. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

function urlOf(value: unknown): string | undefined {
  const url = typeof value === 'string' && value.length <= TEXT_MAX ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url.origin : undefined;
}
