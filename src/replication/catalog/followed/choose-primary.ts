/**
 * Which of several PostgreSQL servers is the Catalog that Directors write to. Pure: the same answers give the same choice on
 * every node. Nobody goes back to a timeline that the cluster has left, nor to another database of the same name: there an older
 * primary may still take writes that nobody will ever see.
 */
import { formatPlace, type ServerAnswer, type ServerFacts, type ServerPlace, samePlace } from './server-facts.ts';

/** What the cluster has written to before, on whatever machine. */
export interface CatalogPast {
  readonly system: string;
  readonly timeline: number;
}

export interface PrimarySources {
  readonly answers: readonly ServerAnswer[];
  /** Whom Patroni calls the leader; undefined: nobody tells, and every server may be it. */
  readonly claimed: readonly ServerPlace[] | undefined;
  readonly past: CatalogPast | undefined;
  /** Which it was until now. */
  readonly last: ServerPlace | undefined;
}

export interface PrimaryChoice {
  readonly chosen: { readonly place: ServerPlace; readonly facts: ServerFacts } | undefined;
  /** Why there is none. */
  readonly why: string | undefined;
  /** One that takes writes, and must not be written to. */
  readonly warning: string | undefined;
  /** The one that it was until now takes writes still, and must not be written to any more. */
  readonly lastIsRefused: boolean;
}

export type AnsweredServer = Extract<ServerAnswer, { facts: ServerFacts }>;

export function choosePrimary({ answers, claimed, past, last }: PrimarySources): PrimaryChoice {
  const named = (place: ServerPlace): boolean =>
    claimed === undefined || samePlace(place, last) || claimed.some((one) => samePlace(one, place));
  const writable = answers.filter((answer): answer is AnsweredServer => 'facts' in answer && answer.facts.writable);
  const refusals = new Map(writable.map((server) => [server, refuse(server.facts, past)]));
  const candidates = writable.filter((server) => named(server.place) && refusals.get(server) === undefined);
  const [chosen, rival] = candidates.toSorted((a, b) => compare(a, b, last));
  // One server may have two names, or an address that moves: the same place in its history is no rival.
  const stranger = writable.find((server) => server !== chosen && refusals.get(server) !== undefined);
  const warning =
    chosen !== undefined && rival !== undefined && rival.facts.timeline !== chosen.facts.timeline
      ? `${formatPlace(rival.place)} takes writes on timeline ${rival.facts.timeline}, ${formatPlace(chosen.place)} on ${chosen.facts.timeline}`
      : stranger && `${formatPlace(stranger.place)} takes writes: ${refusals.get(stranger)}`;
  const lastIsRefused = writable.some(
    (server) => samePlace(server.place, last) && refusals.get(server) !== undefined && server !== chosen,
  );
  // Until each has been asked once one that nobody has seen yet may be the right one.
  const isOpen = past === undefined && answers.some((answer) => !('facts' in answer) && !('why' in answer));
  if (chosen !== undefined && !isOpen) return { chosen, why: undefined, warning, lastIsRefused };
  return { chosen: undefined, why: whyNone(answers, claimed, warning), warning, lastIsRefused };
}

function refuse({ system, timeline }: ServerFacts, past: CatalogPast | undefined): string | undefined {
  if (past === undefined) return undefined;
  if (system !== past.system) return `it is another PostgreSQL (${system}) than this cluster's (${past.system})`;
  if (timeline < past.timeline) return `it is on timeline ${timeline}, the Catalog has gone on on ${past.timeline}`;
  return undefined;
}

function compare(a: AnsweredServer, b: AnsweredServer, last: ServerPlace | undefined): number {
  if (a.facts.timeline !== b.facts.timeline) return b.facts.timeline - a.facts.timeline;
  if (a.facts.epoch !== b.facts.epoch) return a.facts.epoch > b.facts.epoch ? -1 : 1;
  const wish = Number(samePlace(b.place, last)) - Number(samePlace(a.place, last));
  if (wish !== 0) return wish;
  return a.facts.lsn === b.facts.lsn ? 0 : a.facts.lsn > b.facts.lsn ? -1 : 1;
}

function whyNone(
  answers: readonly ServerAnswer[],
  claimed: readonly ServerPlace[] | undefined,
  warning: string | undefined,
): string {
  if (answers.length === 0) return 'no PostgreSQL is known';
  if (warning !== undefined) return warning;
  const told = answers.map((answer) => {
    const where = formatPlace(answer.place);
    if ('why' in answer) return `${where}: ${answer.why}`;
    if (!('facts' in answer)) return `${where}: not asked yet`;
    return `${where}: ${answer.facts.refusal ?? 'Patroni does not call it the leader'}`;
  });
  return `no PostgreSQL takes writes (${told.slice(0, TOLD_MAX).join('; ')}${told.length > TOLD_MAX ? '; …' : ''}${claimed?.length === 0 ? '; Patroni names no leader' : ''})`;
}

const TOLD_MAX = 5;
