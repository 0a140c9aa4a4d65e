/**
 * A PostgreSQL that is managed the way a careful administrator would (DESIGN: the Catalog's replication): made, copied,
 * followed, rewound, promoted, stopped. It carries out and reports; who leads is decided elsewhere. Its postmaster dies with
 * this process.
 */
import { access, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATABASE, ROLE } from '../embedded.ts';
import { createCluster } from '../embedded-cluster.ts';
import { majorOf } from '../embedded-programs.ts';
import { runProgram } from '../embedded-run.ts';
import { admitRoles } from './catalog-roles.ts';
import { forgetSlots } from './forget-slots.ts';
import { freeBytesIn } from './free-bytes.ts';
import {
  type CatalogInstance,
  InstanceDivergedError,
  type InstanceFacts,
  type SynchronousStandbys,
  type Upstream,
} from './instance.ts';
import { askFacts, type Position, type RunningFacts, readControl } from './instance-facts.ts';
import { CopyError, NeverPromotedError } from './managed-errors.ts';
import { dataOf, type ManagedPlace, programOf, socketOf } from './managed-place.ts';
import {
  connectionTo,
  slotName,
  synchronousNames,
  writeClientFiles,
  writeManagedSettings,
} from './managed-settings.ts';
import { openLocal, type PostgresSession } from './postgres-session.ts';
import { Postmaster } from './postmaster.ts';
import { releaseTimelines, reserveTimelines } from './reserve-timelines.ts';
import { introduce, reserveSlot, rewindTo, untilWritten } from './upstream-history.ts';
import { isInHistory, parseHistory, parseLsn } from './wal-position.ts';

const COPY_MS = 24 * 3_600_000;
const SETTLE_MS = 5_000;
const LOOK_MS = 10;
const CHECKPOINT_MS = 600_000;
const NOBODY: SynchronousStandbys = { members: [], count: 0 };

export class ManagedPostgres implements CatalogInstance, AsyncDisposable {
  readonly #place: ManagedPlace;
  readonly #postmaster: Postmaster;
  #session: Promise<PostgresSession> | undefined;
  #upstream: Upstream | undefined;
  #synchronous: SynchronousStandbys = NOBODY;
  /** PostgreSQL as a whole has taken in that there are standbys to wait for. */
  #commitsWait = false;

  constructor(place: ManagedPlace) {
    this.#place = place;
    this.#postmaster = new Postmaster(place);
  }

  async facts(): Promise<InstanceFacts> {
    const [facts, freeBytes] = await Promise.all([this.#state(), freeBytesIn(this.#place)]);
    return freeBytes === undefined ? facts : { ...facts, freeBytes };
  }

  async #state(): Promise<InstanceFacts> {
    const data = (await majorOf(dataOf(this.#place))) !== undefined;
    const upstream = this.#upstream?.member;
    if (this.#postmaster.running) {
      const said = await this.#ask();
      if (typeof said === 'object') return { data, upstream, ...said, forkLsn: await this.#forkLsn(said.timeline) };
      const silent = said === 'silence' ? ({ silent: true } as const) : undefined;
      if (this.#postmaster.running) return { data, ...STOPPED, running: true, ...silent, upstream };
    }
    if (!data) return { data, ...STOPPED, upstream };
    const { timeline, lsn } = await readControl(this.#place);
    return { data, ...STOPPED, timeline, lsn, upstream, forkLsn: await this.#forkLsn(timeline) };
  }

  /** It refuses while it starts or recovers; and it may not answer any more. */
  async #ask(): Promise<RunningFacts | 'refusal' | 'silence'> {
    try {
      return await askFacts(await this.#local());
    } catch (error) {
      this.#forgetSession();
      return isRefusal(error as { code?: string }) ? 'refusal' : 'silence';
    }
  }

  async bootstrap(signal: AbortSignal): Promise<string> {
    const { account, programs } = this.#place;
    await this.#ownFolders();
    await createCluster({ dataDirectory: dataOf(this.#place), programs, account, role: ROLE, database: DATABASE });
    this.#upstream = undefined;
    await this.#start('primary', signal);
    await this.#admit();
    const session = await this.#local();
    const [row] = await session.ask('SELECT system_identifier FROM pg_control_system()');
    return String(row?.system_identifier);
  }

  async clone(upstream: Upstream, signal: AbortSignal): Promise<void> {
    await this.stop('immediate');
    await this.#ownFolders();
    const fresh = `${dataOf(this.#place)}.new`;
    await rm(fresh, { recursive: true, force: true });
    // pg_basebackup finds the password, and whom to trust, where the settings of a standby will have it.
    await writeClientFiles(this.#place);
    await reserveSlot(this.#place, upstream);
    const command = [
      ...[programOf(this.#place, 'pg_basebackup'), '--pgdata', fresh, '--wal-method=stream', '--checkpoint=fast'],
      ...['--slot', slotName(this.#place.member), '--dbname', connectionTo(this.#place, upstream), '--no-password'],
    ];
    const { status, stderr } = await runProgram(command, { account: this.#place.account, timeoutMs: COPY_MS, signal });
    if (status !== 0) throw new CopyError(upstream.member, stderr);
    await rm(dataOf(this.#place), { recursive: true, force: true });
    await rm(join(fresh, 'log'), { recursive: true, force: true });
    await rename(fresh, dataOf(this.#place));
    // A copy has never been a primary: there is nothing of its own that would have to be rewound.
    await this.#standbySignal();
    await this.follow(upstream, signal);
  }

  async follow(upstream: Upstream | undefined, signal: AbortSignal): Promise<void> {
    if (upstream !== undefined) await this.#fit(upstream, signal);
    this.#upstream = upstream;
    if (!this.#postmaster.running) return this.#start('standby', signal);
    await this.#applySettings();
    await this.#standbySignal();
  }

  async detach(signal: AbortSignal): Promise<void> {
    this.#upstream = undefined;
    if (!this.#postmaster.running) return;
    await this.#applySettings();
    await this.#until('the receiver has let go', signal, async (session) => {
      const rows = await session.ask('SELECT FROM pg_stat_wal_receiver');
      return rows.length === 0;
    });
  }

  async restart(signal: AbortSignal): Promise<void> {
    // Written on without a promotion, a standby's timeline would have two histories.
    if (await exists(join(dataOf(this.#place), 'standby.signal'))) throw new NeverPromotedError(this.#place.member);
    this.#upstream = undefined;
    await this.#start('primary', signal);
    await this.#admit();
  }

  async promote(signal: AbortSignal, timeline = 0): Promise<void> {
    const session = await this.#local();
    await reserveTimelines(dataOf(this.#place), timeline);
    await session.ask('SELECT pg_promote(false)');
    await this.#until('the end of recovery', signal, async (local) => (await askFacts(local)).writable);
    this.#upstream = undefined;
    await Promise.all([this.#applySettings(), this.#admit()]);
    // Those that come back wait for it, and PostgreSQL by itself takes minutes.
    void this.#checkpoint();
  }

  async settle(signal: AbortSignal): Promise<void> {
    if (!this.#postmaster.running || signal.aborted) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await Promise.race([this.#checkpoint(), over]);
  }

  async stop(how: 'clean' | 'immediate', signal?: AbortSignal): Promise<void> {
    this.#forgetSession();
    await this.#postmaster.stop(how, signal);
  }

  async synchronise(standbys: SynchronousStandbys, signal: AbortSignal): Promise<void> {
    this.#synchronous = standbys;
    if (!this.#postmaster.running) return;
    await this.#applySettings();
    const wanted = synchronousNames(standbys);
    await this.#until('the new synchronous_standby_names', signal, async (session) => {
      const [row] = await session.ask('SHOW synchronous_standby_names');
      return row?.synchronous_standby_names === wanted;
    });
    if (standbys.count === 0) this.#commitsWait = false;
    else await this.#untilCommitsWait();
  }

  /** Takes certificates that were renewed where they lie; true where there were any. @throws TlsFileError */
  async renewTls(): Promise<boolean> {
    if (!this.#place.tls?.renew()) return false;
    await this.#ownFolders();
    await writeClientFiles(this.#place);
    this.#postmaster.reload();
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('clean').catch(() => this.stop('immediate'));
  }

  /** Makes what is here fit the upstream's history, where it does not. @throws InstanceDivergedError */
  async #fit(upstream: Upstream, signal: AbortSignal): Promise<void> {
    const wasPrimary = !(await exists(join(dataOf(this.#place), 'standby.signal')));
    const { system, timeline, history } = await introduce(this.#place, upstream);
    const mine = await this.#position();
    if (mine.system !== system) throw new InstanceDivergedError(upstream.member);
    const fits = mine.timeline <= timeline && isInHistory(mine, timeline, history);
    // What a primary wrote before it fell is known to nobody but its WAL, and pg_rewind reads that.
    if (fits && !wasPrimary) return;
    if (mine.timeline > timeline) throw new InstanceDivergedError(upstream.member);
    await this.stop('immediate');
    await untilWritten(this.#place, upstream, timeline, signal);
    await rewindTo(this.#place, upstream, signal);
  }

  /** How far its history goes. What is received runs ahead of what is replayed, also into a timeline that begins there. */
  async #position(): Promise<Position> {
    if (!this.#postmaster.running) return readControl(this.#place);
    const [identity] = await (await this.#local()).ask('IDENTIFY_SYSTEM');
    const { systemid, timeline, xlogpos } = identity ?? {};
    return { system: String(systemid), timeline: Number(timeline), lsn: parseLsn(String(xlogpos)) };
  }

  /**
   * Sessions know the new names, but whether any commit waits at all is what the checkpointer has read. Behind a checkpoint that
   * was asked for after a session has read it, the checkpointer has read it too.
   */
  async #untilCommitsWait(): Promise<void> {
    if (this.#commitsWait || !(await askFacts(await this.#local())).writable) return;
    await using session = await openLocal(this.#place);
    await session.ask('CHECKPOINT', CHECKPOINT_MS);
    this.#commitsWait = true;
  }

  async #checkpoint(): Promise<void> {
    try {
      await using session = await openLocal(this.#place);
      await session.ask('CHECKPOINT', CHECKPOINT_MS);
    } catch {
      // It stops, or its disk is beyond all patience: who waits for it says so.
    }
  }

  async #start(as: 'primary' | 'standby', signal: AbortSignal): Promise<void> {
    await this.#ownFolders();
    if (as === 'standby') {
      await this.#standbySignal();
      await forgetSlots(dataOf(this.#place));
    } else await rm(join(dataOf(this.#place), 'standby.signal'), { force: true });
    await this.#writeSettings();
    this.#commitsWait = false;
    await releaseTimelines(dataOf(this.#place));
    await this.#postmaster.start(() => this.#answers(), signal);
  }

  async #admit(): Promise<void> {
    const { replicationPassword, login } = this.#place;
    const openDatabase = (name: string) => openLocal(this.#place, name);
    await admitRoles(await this.#local(), { replication: replicationPassword, login, openDatabase });
  }

  async #standbySignal(): Promise<void> {
    const path = join(dataOf(this.#place), 'standby.signal');
    if (!(await exists(path))) await writeFile(path, '', { mode: 0o600 });
    await this.#own(path);
  }

  async #answers(): Promise<boolean> {
    try {
      await (await this.#local()).ask('SELECT 1');
      return true;
    } catch {
      this.#forgetSession();
      return false;
    }
  }

  async #applySettings(): Promise<void> {
    await this.#writeSettings();
    this.#postmaster.reload();
  }

  #writeSettings(): Promise<void> {
    return writeManagedSettings(this.#place, { upstream: this.#upstream, synchronous: this.#synchronous });
  }

  async #until(what: string, signal: AbortSignal, isSo: (session: PostgresSession) => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + SETTLE_MS;
    while (!(await isSo(await this.#local()))) {
      signal.throwIfAborted();
      if (performance.now() > endMs) throw new Error(`Waited in vain for ${what}`);
      await sleep(LOOK_MS);
    }
  }

  /** Whoever asks while it is being opened asks on the same one. */
  #local(): Promise<PostgresSession> {
    if (this.#session !== undefined) return this.#session;
    const opening = openLocal(this.#place);
    this.#session = opening;
    opening.catch(() => {
      if (this.#session === opening) this.#session = undefined;
    });
    return opening;
  }

  #forgetSession(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.then((opened) => opened[Symbol.asyncDispose]()).catch(() => {});
  }

  /** Where a timeline began is the last line of its history. */
  async #forkLsn(timeline: number): Promise<bigint> {
    if (timeline <= 1) return 0n;
    const file = join(dataOf(this.#place), 'pg_wal', `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`);
    const text = await readFile(file, 'latin1').catch(() => '');
    return parseHistory(text).at(-1)?.endLsn ?? 0n;
  }

  async #ownFolders(): Promise<void> {
    for (const path of [this.#place.directory, socketOf(this.#place)]) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      await this.#own(path);
    }
  }

  async #own(path: string): Promise<void> {
    const { uid, gid } = this.#place.account;
    if (uid !== undefined) await chown(path, uid, gid ?? uid);
  }
}

const STOPPED = { running: false, writable: false, timeline: 0, forkLsn: 0n, lsn: 0n, streaming: false };

/** PostgreSQL itself has said no, or does not listen yet. A full queue at its socket is silence, too. */
const isRefusal = ({ code }: { code?: string }): boolean => code !== undefined && code !== 'EAGAIN';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
