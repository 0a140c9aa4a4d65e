/**
 * Reservations: tries the drives of each request in turn, and waits for a release where that is wanted (page 03 §3.1).
 * A request that no drive can ever fulfil is refused at once, unlike genuine 9.6.7, which keeps its Director waiting.
 */
import type { ByteString, Clock } from '../../../../core/index.ts';
import type { Bell } from '../bell.ts';
import type { WaitingJobFacts } from '../description.ts';
import type { Drives } from '../drives.ts';
import { protects } from '../protect/protect.ts';
import type { DeviceRequest, Reservation, ReserveOutcome } from '../reservation.ts';
import type { StorageJob } from '../storage-job.ts';
import type { MediaTools } from '../tools.ts';
import { unfit } from './obstacle.ts';
import { type Attempt, type Taken, take } from './take.ts';

const ROUND_MS = 60_000;
const ROUNDS_A_MESSAGE = 5;
const WAIT_MS_MAX = 6 * 24 * 3600 * 1000;

export class Reserver {
  readonly #drives: Drives;
  readonly #bell: Bell;
  readonly #clock: Clock;
  readonly #waiting = new Map<StorageJob, readonly ByteString[]>();
  readonly #taken = new WeakMap<Reservation, Taken>();

  constructor({ drives, bell, clock }: Pick<MediaTools, 'drives' | 'bell' | 'clock'>) {
    this.#drives = drives;
    this.#bell = bell;
    this.#clock = clock;
  }

  get waiting(): WaitingJobFacts[] {
    return [...this.#waiting].map(([{ jobId, job }, reasons]) => ({ jobId, job, reasons }));
  }

  /** What a reservation stands for; undefined once it was given back. */
  taken(reservation: Reservation): Taken | undefined {
    const taken = this.#taken.get(reservation);
    return taken?.drive.seats.has(taken.seat) ? taken : undefined;
  }

  async reserve(requests: readonly DeviceRequest[], job: StorageJob): Promise<ReserveOutcome> {
    const deadline = this.#clock.monotonicMs() + WAIT_MS_MAX;
    try {
      for (let round = 1; ; round++) {
        const heard = this.#bell.rings;
        const attempts = this.#attempts(requests);
        const taken = await this.#takeFirst(attempts, job);
        if (taken !== undefined) return this.#reservation(taken);
        if (!this.#worthWaiting(attempts, job) || this.#clock.monotonicMs() > deadline) return refused(requests);
        await this.#wait(attempts, job, heard, round);
      }
    } finally {
      this.#waiting.delete(job);
    }
  }

  #attempts(requests: readonly DeviceRequest[]): Attempt[] {
    return requests.map((request) => {
      const named = request.devices.flatMap((name) => this.#drives.candidates(name));
      const drives = [...new Set(named)].filter((drive) => !unfit(drive, request));
      return { request, drives, reasons: [] };
    });
  }

  async #takeFirst(attempts: readonly Attempt[], job: StorageJob): Promise<Taken | undefined> {
    for (const attempt of attempts) {
      job.signal.throwIfAborted();
      const taken = await take(attempt, job, this.#drives);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  /** A Job that sits on each drive itself would wait for its own end. */
  #worthWaiting(attempts: readonly Attempt[], job: StorageJob): boolean {
    const drives = attempts.filter(({ request }) => request.wait).flatMap((attempt) => attempt.drives);
    return drives.some((drive) => ![...drive.seats].some((seat) => seat.job.job === job.job));
  }

  async #wait(attempts: readonly Attempt[], job: StorageJob, heard: number, round: number): Promise<void> {
    this.#waiting.set(
      job,
      attempts.flatMap(({ reasons }) => reasons),
    );
    if (round % ROUNDS_A_MESSAGE === 0) {
      job.say('mount', `JobId=${job.jobId}, Job ${job.job} waiting to reserve a device.\n`);
    }
    await this.#bell.wait(heard, ROUND_MS, job.signal);
  }

  #reservation(taken: Taken): Reservation {
    const { drive, seat } = taken;
    const { append, mediaType, pool, poolType } = seat.request;
    const giveBack = (): void => {
      if (!drive.seats.has(seat)) return;
      drive.rise(seat);
      this.#bell.ring();
    };
    const protect = protects(drive.resource);
    const what = { kind: 'reserved', device: drive.name, append, mediaType, pool, poolType, protect } as const;
    const reservation: Reservation = { ...what, [Symbol.dispose]: giveBack };
    this.#taken.set(reservation, taken);
    return reservation;
  }
}

function refused(requests: readonly DeviceRequest[]): ReserveOutcome {
  const device = requests.at(-1)?.devices.at(0) ?? '';
  const reply = `3924 Device "${device}" not in SD Device resources or no matching Media Type or is disabled.\n`;
  return { kind: 'refused', reply };
}
