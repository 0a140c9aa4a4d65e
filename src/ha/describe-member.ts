/** What a member says of itself, by what is known at one moment. Pure. */
import type { InstanceFacts } from '../replication/index.ts';
import type { CatalogAgentOptions } from './catalog-agent-options.ts';
import type { CatalogRole } from './catalog-transitions.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { hasRoom, NO_ROOM } from './disk-room.ts';
import { drainIn, lastEpochIn, type MemberRecord } from './records.ts';

export interface MemberSources {
  readonly member: CatalogAgentOptions['member'];
  readonly facts: InstanceFacts;
  readonly role: CatalogRole;
  readonly sinceMs: number;
  readonly directorRole: string;
  readonly directorSinceMs: number | undefined;
  readonly snapshot: DcsSnapshot | undefined;
  /** What keeps this node from leading where nobody does. */
  readonly hindrance: string | undefined;
}

export function describeMember(sources: MemberSources): MemberRecord {
  const { member, facts, role, directorSinceMs, snapshot, hindrance } = sources;
  const { running, timeline, lsn, streaming } = facts;
  // One that stands still says zeros: others would take them for all that it holds.
  const isPosition = running && timeline > 0;
  const final = role === 'candidate' && isPosition && snapshot !== undefined;
  const isDrained = snapshot !== undefined && drainIn(snapshot, member.name) !== undefined;
  const room = hasRoom(facts);
  return {
    ...member,
    priority: isDrained || !room ? 0 : member.priority,
    ...(!room && { tags: [NO_ROOM, ...(member.tags ?? [])] }),
    catalogRole: role,
    directorRole: sources.directorRole,
    catalogSinceMs: sources.sinceMs,
    ...(directorSinceMs !== undefined && { directorSinceMs }),
    timeline,
    lsn,
    streaming,
    ...(hindrance !== undefined && { waits: hindrance }),
    mourns: final ? lastEpochIn(snapshot, 'catalog') : 0n,
  };
}
