/**
 * Orders and questions to whoever leads. An order whose answer was lost may have been taken or not: its comment tells, so that it
 * is given once, as a careful operator would.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { withDeadline } from '../../src/core/index.ts';
import type { OurCluster } from '../../test/support/cluster-hosts/our-hosts.ts';
import { ApiError, call, OVER } from '../../test/support/understudy.ts';

export interface EndedJob {
  /** The last one of those that were started for this order. */
  readonly jobId: number;
  readonly status: string;
  /** As they were started, the first one being what was ordered. */
  readonly attempts: readonly number[];
}

const ANSWER_MS = 15_000;
const ORDER_MS = 300_000;
const END_MS = 900_000;
const LOOK_MS = 500;
/** What is ordered is wrong, whoever is asked. */
const REFUSED: ReadonlySet<number> = new Set([400, 404, 422]);

export class Office {
  readonly #cluster: OurCluster;
  #orders = 0;

  constructor(cluster: OurCluster) {
    this.#cluster = cluster;
  }

  /** How many orders were given so far. */
  get orders(): number {
    return this.#orders;
  }

  /** @returns the JobId. @throws ApiError where it is refused for good */
  async order(path: '/jobs' | '/restores', body: object): Promise<number> {
    const comment = commentOf(++this.#orders);
    let last: unknown = 'nobody led';
    const deadlineMs = performance.now() + ORDER_MS;
    while (performance.now() < deadlineMs) {
      const node = await this.#cluster.whoLeads('director').catch(() => undefined);
      if (node !== undefined) {
        try {
          const asked = call<{ jobId: number }>(node.socket, 'POST', path, { ...body, comment });
          return (await withDeadline(asked, ANSWER_MS, () => new Error('no answer'))).jobId;
        } catch (error) {
          // It would be refused again: only answers of nobody, or of one who does not lead, are asked for once more.
          if (error instanceof ApiError && REFUSED.has(error.status)) throw error;
          last = error;
        }
        const [taken] = await this.query<{ jobid: number }>(
          `SELECT jobid FROM job WHERE comment = '${comment}' ORDER BY jobid LIMIT 1`,
        );
        if (taken !== undefined) return taken.jobid;
      }
      await sleep(LOOK_MS);
    }
    throw new Error(`${comment} was not taken within ${ORDER_MS / 1000} s`, { cause: last });
  }

  /** Waits until the Job is over, and every other one that took its place. */
  async ended(first: number): Promise<EndedJob> {
    const attempts = [first];
    let status = '';
    const deadlineMs = performance.now() + END_MS;
    while (performance.now() < deadlineMs) {
      const jobId = attempts.at(-1) ?? first;
      const [row] = await this.query<{ status: string; successor: number | null }>(
        `SELECT jobstatus AS status, (SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}) AS successor
           FROM job WHERE jobid = ${jobId}`,
      );
      status = row?.status ?? 'no row';
      if (row?.successor != null) attempts.push(row.successor);
      else if (OVER.has(status)) return { jobId, status, attempts };
      else await sleep(LOOK_MS);
    }
    throw new Error(`JobId ${attempts.join(' → ')} has not ended within ${END_MS / 1000} s: ${status}`);
  }

  /** Asked again until somebody answers: only what may be asked twice. */
  async query<Row extends object>(text: string): Promise<readonly Row[]> {
    let last: unknown;
    const deadlineMs = performance.now() + ORDER_MS;
    while (performance.now() < deadlineMs) {
      try {
        return await withDeadline(this.#cluster.query<Row>(text), ANSWER_MS, () => new Error('no answer'));
      } catch (error) {
        // A statement that is refused will be refused again.
        if (error instanceof DatabaseError && error.code?.startsWith('42')) throw error;
        last = error;
      }
      await sleep(LOOK_MS);
    }
    throw new Error(`Nobody answered within ${ORDER_MS / 1000} s: ${text}`, { cause: last });
  }
}

export const commentOf = (order: number): string => `order-${order}`;
