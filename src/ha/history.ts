/**
 * Who has held an office, from when to when, and why it began and ended. What is over is written by the claim that follows,
 * in its transaction: so there is one record a leadership, none twice and none missing. Times are those of the clocks of
 * the nodes that wrote them, and no more exact than these; order and epochs are etcd's.
 */
import type { Dcs, DcsEntry, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import { HISTORY_PREFIX, KEYS, OFFICES, type Office } from './keys.ts';
import { type EndRecord, encodeRecord, endIn, historyRecord, lastEpochIn, leaderIn, tenureIn } from './records.ts';

/** Older ones go. */
export const HISTORY_MAX = 1_000;

export interface HistoryEntry {
  readonly office: Office;
  readonly epoch: number;
  readonly name: string;
  /** Why it was elected. */
  readonly why: string;
  /** ISO 8601, by the clock of whoever led. */
  readonly began?: string;
  /** ISO 8601, by the clock of whoever led where it said so itself, otherwise of its successor. Undefined: it leads. */
  readonly ended?: string;
  /** Undefined: it leads. */
  readonly how?: EndRecord['how'];
  /** In words. */
  readonly end?: string;
}

/** What the claim of an office writes of the leadership before it; `nowMs`: of the claimer's clock. */
export function buryLast(snapshot: DcsSnapshot, office: Office, claimer: string, nowMs: number): readonly DcsWrite[] {
  const [tenure, epoch] = [tenureIn(snapshot, office), lastEpochIn(snapshot, office)];
  if (tenure === undefined) return [];
  const said = endIn(snapshot, office);
  const found: EndRecord = { epoch, how: 'found', why: `${claimer} found the office empty`, atMs: nowMs };
  const { how, why: end, atMs: endedMs } = said?.epoch === epoch ? said : found;
  const { name, why, beganMs, number = 0 } = tenure;
  const record = { epoch, name, why, ...(beganMs !== undefined && { beganMs }), endedMs, how, end };
  const old = number - HISTORY_MAX;
  return [
    { key: KEYS.history(office, number), value: encodeRecord(record) },
    ...(old < 0 ? [] : [{ key: KEYS.history(office, old), remove: true as const }]),
  ];
}

/** All leaderships that are remembered, the present ones too, oldest first. Settles within the store's own bound. */
export async function readHistory(dcs: Pick<Dcs, 'read' | 'archive'>): Promise<readonly HistoryEntry[]> {
  const [snapshot, archive] = await Promise.all([dcs.read(), dcs.archive()]);
  const over = [...archive.entries].flatMap(([key, entry]) => past(key, entry));
  const known = new Set(over.map(({ office, epoch }) => `${office} ${epoch}`));
  const now = OFFICES.flatMap((office) => present(snapshot, office)).filter(
    ({ office, epoch }) => !known.has(`${office} ${epoch}`),
  );
  return [...over, ...now].sort((a, b) => a.epoch - b.epoch);
}

function past(key: string, entry: DcsEntry): readonly HistoryEntry[] {
  const office = OFFICES.find((one) => key.startsWith(`${HISTORY_PREFIX}${one}/`));
  const record = historyRecord(entry);
  if (office === undefined || record === undefined) return [];
  const { epoch, name, why, beganMs, endedMs, how, end } = record;
  return [{ office, epoch: Number(epoch), name, why, ...times({ began: beganMs, ended: endedMs }), how, end }];
}

/** The last leadership: it goes on, or nobody has followed yet. */
function present(snapshot: DcsSnapshot, office: Office): readonly HistoryEntry[] {
  const [tenure, epoch] = [tenureIn(snapshot, office), lastEpochIn(snapshot, office)];
  if (tenure === undefined) return [];
  const { name, why, beganMs } = tenure;
  const entry = { office, epoch: Number(epoch), name, why, ...times({ began: beganMs }) };
  if (leaderIn(snapshot, office)?.epoch === epoch) return [entry];
  const said = endIn(snapshot, office);
  if (said?.epoch !== epoch) return [{ ...entry, how: 'found', end: 'It is not heard, and nobody has followed yet' }];
  return [{ ...entry, ...times({ ended: said.atMs }), how: said.how, end: said.why }];
}

function times<Key extends string>(ms: { readonly [K in Key]: number | undefined }): { readonly [K in Key]?: string } {
  const known = Object.entries<number | undefined>(ms).flatMap(([key, value]) => {
    const time = new Date(value ?? Number.NaN);
    return Number.isNaN(time.getTime()) ? [] : [[key, time.toISOString()]];
  });
  return Object.fromEntries(known) as { readonly [K in Key]?: string };
}
