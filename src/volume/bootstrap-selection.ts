/**
 * Which Volumes a restore reads, where on them, and which of the records there it takes: a bootstrap, put to work
 * (page 03 §9). It decides; reading is others' work.
 */
import type { ByteString } from '../core/index.ts';
import type { BlockHeader } from './block-header.ts';
import type { BootstrapPart, Range } from './bootstrap.ts';
import { PartMatch, sessionKey } from './bootstrap-part-match.ts';
import { BootstrapPlan } from './bootstrap-plan.ts';
import type { VolumeDamage } from './damage.ts';
import { LABEL_KIND, type VolumeRecord } from './record.ts';
import type { RecordHead } from './record-cursor.ts';
import type { RecordFilter } from './record-filter.ts';
import { decodeSessionLabel, type SessionLabel } from './session-label.ts';

/** One Volume to mount and to read once, from its beginning to its end. */
export interface VolumePass {
  readonly volume: ByteString;
  readonly parts: readonly BootstrapPart[];
}

const SESSIONS_MAX = 4096;

export class BootstrapSelection implements RecordFilter {
  readonly passes: readonly VolumePass[];
  readonly #matches = new Map<BootstrapPart, PartMatch>();
  /** Of the current pass. */
  #active: PartMatch[] = [];
  /** Of them, what wants the current block's session. */
  #candidates: readonly PartMatch[] = [];
  #plan = new BootstrapPlan([]);
  #bySession = new Map<string | undefined, readonly PartMatch[]>();
  readonly #labels = new Map<string, SessionLabel>();
  #sessionInRecords = false;

  /** Throws BootstrapRegexError. */
  constructor(parts: readonly BootstrapPart[]) {
    this.passes = passesOf(parts);
    for (const part of parts) this.#matchOf(part);
  }

  /** The Volume of this pass is read now. False: all its files have gone by already, it needs not be mounted. */
  begin(pass: VolumePass): boolean {
    this.#active = pass.parts.map((part) => this.#matchOf(part)).filter((match) => !match.done);
    this.#plan = new BootstrapPlan(this.#active);
    this.#bySession = Map.groupBy(this.#active, ({ session }) => session);
    return this.#active.length > 0;
  }

  /** Where to read next on the current Volume. */
  readonly plan = (address: number): Range | undefined => this.#plan.next(address);

  wantsBlock(_volume: ByteString, header: BlockHeader, address: number): boolean {
    // BB01 has the session in each record.
    this.#sessionInRecords = header.version === 'BB01';
    const ofSession = this.#sessionInRecords ? this.#active : this.#ofSession(header);
    this.#candidates = ofSession.filter((match) => !match.done && match.addresses.has(address));
    return this.#candidates.length > 0;
  }

  /** Labels always pass, as far as they belong to a session that is wanted (page 03 §9). */
  wants(head: RecordHead): boolean {
    // What it says may decide whether its session is wanted.
    if (head.fileIndex === LABEL_KIND.startOfSession) return true;
    let wanted = false;
    for (const match of this.#candidates) {
      if (!this.#admits(match, head)) continue;
      if (head.fileIndex < 0) return true;
      match.notice(head.fileIndex);
      if (match.wants(head)) wanted = true;
    }
    return wanted;
  }

  takes(record: VolumeRecord): boolean {
    if (record.fileIndex === LABEL_KIND.startOfSession) this.#learn(record);
    let taken = false;
    for (const match of this.#candidates) {
      if (!this.#admits(match, record)) continue;
      // Each part is asked, because each remembers the paths that it saw.
      if (record.fileIndex < 0 || match.takes(record)) taken = true;
    }
    return taken;
  }

  /** The Jobs that something at an address of the current Volume concerns, as far as their labels went by. */
  jobsAt({ sessionId, sessionTime, address }: Pick<VolumeDamage, 'sessionId' | 'sessionTime' | 'address'>) {
    const own = sessionId === undefined || sessionTime === undefined ? '' : sessionKey({ sessionId, sessionTime });
    const label = this.#labels.get(own);
    if (label !== undefined) return [label];
    // Its block does not say it, or says something else: then all that want what lies there.
    const wanting = this.#active.filter(({ addresses }) => addresses.has(address));
    const sessions = new Set(wanting.map(({ session = '' }) => session));
    return [...sessions].flatMap((session) => this.#labels.get(session) ?? []);
  }

  #admits(match: PartMatch, head: RecordHead): boolean {
    if (this.#sessionInRecords && !match.wantsSession(head.sessionId, head.sessionTime)) return false;
    return !match.needsLabel || match.wantsLabel(this.#labels.get(sessionKey(head)));
  }

  #matchOf(part: BootstrapPart): PartMatch {
    const match = this.#matches.get(part) ?? new PartMatch(part);
    this.#matches.set(part, match);
    return match;
  }

  /** Those that name exactly this session, and those that name more and have it among them. */
  #ofSession(header: BlockHeader): readonly PartMatch[] {
    const named = this.#bySession.get(sessionKey(header)) ?? [];
    const wide = this.#bySession.get(undefined);
    if (wide === undefined) return named;
    return [...named, ...wide.filter((match) => match.wantsSession(header.sessionId, header.sessionTime))];
  }

  /** The first one counts: VirtualFull copies those of its sources into its own session (05 §4.2). */
  #learn(record: VolumeRecord): void {
    const key = sessionKey(record);
    if (this.#labels.has(key)) return;
    const [oldest] = this.#labels.keys();
    if (oldest !== undefined && this.#labels.size >= SESSIONS_MAX) this.#labels.delete(oldest);
    this.#labels.set(key, decodeSessionLabel(record.data));
  }
}

/** Parts that follow one another on the same Volume are read together, in the order of the Volume. */
function passesOf(parts: readonly BootstrapPart[]): VolumePass[] {
  const passes: { volume: ByteString; parts: BootstrapPart[] }[] = [];
  for (const part of parts) {
    for (const volume of part.volumes) {
      const last = passes.at(-1);
      if (last?.volume === volume) last.parts.push(part);
      else passes.push({ volume, parts: [part] });
    }
  }
  return passes;
}
