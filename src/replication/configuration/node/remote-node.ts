/**
 * Another node, at the end of a wire, which is dialled when it is needed, used by one call after the other, and given up with
 * the first fault. What is cut off leaves nothing behind here, and there a release that is whole or absent. Nothing that it
 * answers is believed to be well-formed.
 */
import type { Duplex } from 'node:stream';
import type { Commit } from '../commit.ts';
import { PeerAnswerError, PeerRefusedError } from '../errors.ts';
import { digestOf, isDigest, manifestText, parseManifest, type Release, sha256 } from '../release/manifest.ts';
import { FrameChannel } from './frame-channel.ts';
import type { ConfigurationNode, NodeStatus, NodeVerdict, Reloaded, Switched, SwitchOptions } from './node.ts';
import type { Drift, DriftKind } from './working-copy.ts';

export interface Wire extends AsyncDisposable {
  readonly stream: Duplex;
  /** What the far program printed to its standard error, for the words of errors. */
  complaint(): string;
}

export interface RemoteNodeOptions {
  readonly name: string;
  readonly silenceMs: number;
  dial(): Promise<Wire>;
}

interface Line {
  readonly wire: Wire;
  readonly channel: FrameChannel;
}

export class RemoteNode implements ConfigurationNode {
  readonly name: string;
  readonly #options: RemoteNodeOptions;
  #line: Line | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RemoteNodeOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async status(): Promise<NodeStatus> {
    return this.#ask({ ask: 'status' }, 'it was asked for its status', (answer) => statusIn(answer.status));
  }

  async stage(release: Release, behind: number): Promise<void> {
    await this.#talk(async (channel) => {
      await channel.sendJson({ ask: 'stage', manifest: manifestText(release.manifest), behind });
      const first = await this.#answer(channel, 'it was offered a release');
      if (first.staged === true) return;
      for (const content of release.contents) await channel.sendBytes(content);
      const last = await this.#answer(channel, 'it wrote the release');
      if (last.staged !== true) throw new PeerAnswerError(this.name, 'it did not say that it has the release');
    });
  }

  async check(digest: string): Promise<NodeVerdict> {
    return this.#ask({ ask: 'check', digest }, 'it checked the release', (answer) => verdictIn(answer.verdict));
  }

  async switchTo(commit: Commit, options: SwitchOptions = {}): Promise<Switched> {
    return this.#ask({ ask: 'switch', commit, ...options }, 'it switched', (answer) => switchedIn(answer.switched));
  }

  async fetch(digest: string): Promise<Release | undefined> {
    return this.#talk(async (channel) => {
      await channel.sendJson({ ask: 'fetch', digest });
      const { manifest: text } = await this.#answer(channel, 'it was asked for a release');
      if (text === null) return undefined;
      const manifest = parseManifest(String(text));
      if (digestOf(manifest) !== digest) throw new PeerAnswerError(this.name, 'it sent another release');
      const contents: Buffer[] = [];
      for (const { size, sha256: wanted } of manifest.texts) {
        const content = await channel.readBytes(size, 'it sent a release');
        if (sha256(content) !== wanted) throw new PeerAnswerError(this.name, 'it sent other bytes than it said');
        contents.push(content);
      }
      return { digest, manifest, contents };
    });
  }

  async #ask<T>(question: object, what: string, read: (answer: Record<string, unknown>) => T | undefined): Promise<T> {
    return this.#talk(async (channel) => {
      await channel.sendJson(question);
      const value = read(await this.#answer(channel, what));
      if (value === undefined) throw new PeerAnswerError(this.name, 'its answer lacks what was asked for');
      return value;
    });
  }

  /** The next call dials again. */
  async hangUp(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    line?.channel.end();
    await line?.wire[Symbol.asyncDispose]();
  }

  #talk<T>(talk: (channel: FrameChannel) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => this.#talkNow(talk));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #talkNow<T>(talk: (channel: FrameChannel) => Promise<T>): Promise<T> {
    const line = this.#line ?? (await this.#dial());
    try {
      if (this.#line === undefined) await line.channel.expectGreeting();
      this.#line = line;
      return await talk(line.channel);
    } catch (error) {
      const complaint = line.wire.complaint().trim().split('\n').at(-1) ?? '';
      this.#line = line;
      await this.hangUp();
      if (error instanceof PeerAnswerError && complaint !== '') {
        throw new PeerAnswerError(this.name, complaint.replace(/[^\x20-\x7e]/g, '.').slice(0, COMPLAINT_MAX));
      }
      throw error;
    }
  }

  async #dial(): Promise<Line> {
    const { name: peer, silenceMs } = this.#options;
    const wire = await this.#options.dial();
    return { wire, channel: new FrameChannel(wire.stream, { peer, silenceMs }) };
  }

  async #answer(channel: FrameChannel, what: string): Promise<Record<string, unknown>> {
    const answer = await channel.readJson(what);
    if (answer === undefined) throw new PeerAnswerError(this.name, `it broke off while ${what}`);
    const { error } = answer as { error?: { message?: unknown; hint?: unknown } };
    if (error === undefined) return answer;
    const hint = typeof error.hint === 'string' ? shown(error.hint) : undefined;
    throw new PeerRefusedError(this.name, shown(String(error.message)), hint);
  }
}

const COMPLAINT_MAX = 300;
const TEXT_MAX = 4_000;
const LIST_MAX = 1_000;

const shown = (text: string): string => text.slice(0, TEXT_MAX).replace(/[^\P{Cc}\n\t]/gu, '.');
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.slice(0, LIST_MAX).map((text) => shown(String(text))) : undefined;

function statusIn(value: unknown): NodeStatus | undefined {
  const { name, version, current, number, releases, damaged, drift } = (value ?? {}) as Partial<NodeStatus>;
  const found = driftIn(drift);
  if (typeof name !== 'string' || !Number.isSafeInteger(number) || !Array.isArray(releases) || found === undefined) {
    return undefined;
  }
  return {
    name: shown(name),
    version: shown(String(version)),
    current: isDigest(current) ? current : undefined,
    number: number as number,
    releases: releases.slice(0, LIST_MAX).filter(isDigest),
    damaged: damaged === undefined ? undefined : shown(String(damaged)),
    drift: found,
  };
}

function verdictIn(value: unknown): NodeVerdict | undefined {
  const { usable, problems, warnings } = (value ?? {}) as Partial<NodeVerdict>;
  const [errors, notes] = [texts(problems), texts(warnings)];
  if (typeof usable !== 'boolean' || errors === undefined || notes === undefined) return undefined;
  return { usable: usable && errors.length === 0, problems: errors, warnings: notes };
}

function switchedIn(value: unknown): Switched | undefined {
  const { changed, overtaken, reloaded, drift } = (value ?? {}) as Partial<Switched>;
  const found = driftIn(drift);
  if (typeof changed !== 'boolean' || typeof overtaken !== 'boolean' || found === undefined) return undefined;
  return { changed, overtaken, reloaded: reloadedIn(reloaded), drift: found };
}

function reloadedIn(value: Partial<Reloaded> | undefined): Reloaded {
  if (value?.kind === 'reloaded' || value?.kind === 'notRunning') return { kind: value.kind };
  const why = value?.kind === 'refused' ? (value as { why?: unknown }).why : 'its answer is not understood';
  return { kind: 'refused', why: shown(String(why)) };
}

const KINDS: readonly string[] = ['changed', 'missing', 'outside', 'unreadable'] satisfies DriftKind[];

function driftIn(value: unknown): readonly Drift[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, LIST_MAX).flatMap((item: Partial<Drift> | null) => {
    if (typeof item?.place !== 'string' || !KINDS.includes(String(item.kind))) return [];
    return [{ place: item.place.slice(0, TEXT_MAX), kind: item.kind as DriftKind }];
  });
}
