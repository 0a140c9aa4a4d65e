/** What the Director of a Job is asked about Volumes, on the wire (page 03 §5). */
import type { ByteString } from '../../../../core/index.ts';
import {
  type CatalogRequest,
  formatCatalogRequest,
  formatJobMediaRange,
  JOB_MEDIA_CREATED,
  type JobMediaRange,
  parseVolumeAnswer,
  type Release,
} from '../../../../protocol/index.ts';
import type { VolumeCatalog, VolumeQuery, VolumeUpdate, VolumeVerdict } from '../../media/index.ts';
import type { Question } from '../director/director-line.ts';
import { DirectorAnswerError } from '../errors.ts';

/** Whoever answers: the Director now, or the one to come. */
export type Ask = (question: Question) => Promise<ByteString>;

/** `1901`, `1991`, `1993`, `1997`, `1998`: an answer, though not the one hoped for. */
const REFUSAL = /^19\d\d /;

export class DirectorCatalog implements VolumeCatalog {
  readonly #ask: Ask;
  readonly #jobId: number;
  readonly #release: Release;

  constructor(ask: Ask, jobId: number, release: Release) {
    this.#ask = ask;
    this.#jobId = jobId;
    this.#release = release;
  }

  findMedia(query: VolumeQuery): Promise<VolumeVerdict> {
    return this.#volume({ kind: 'find-media', jobId: this.#jobId, ...query }, 'a Volume to write on');
  }

  getVolume(volume: ByteString, write: boolean): Promise<VolumeVerdict> {
    return this.#volume(
      { kind: 'get-volume', jobId: this.#jobId, volume, write },
      'what the Catalog knows of a Volume',
    );
  }

  updateMedia(update: VolumeUpdate): Promise<VolumeVerdict> {
    return this.#volume(
      { kind: 'update-media', jobId: this.#jobId, ...update },
      'its receipt of the figures of a Volume',
    );
  }

  async createJobMedia(ranges: readonly JobMediaRange[]): Promise<void> {
    const request = formatCatalogRequest({ kind: 'create-job-media', jobId: this.#jobId }, this.#release);
    const awaited = 'its receipt of JobMedia records';
    const packets = [request, ...ranges.map(formatJobMediaRange)];
    const answer = await this.#ask({ packets, endOfData: true, awaited });
    if (!answer.startsWith(JOB_MEDIA_CREATED.trimEnd())) throw new DirectorAnswerError('JobMedia records', answer);
  }

  async #volume(request: CatalogRequest, awaited: string): Promise<VolumeVerdict> {
    const answer = await this.#ask({ packets: [formatCatalogRequest(request, this.#release)], awaited });
    const volume = parseVolumeAnswer(answer);
    if (volume !== undefined) return { kind: 'granted', volume };
    if (REFUSAL.test(answer)) return { kind: 'refused', why: answer.trimEnd() };
    throw new DirectorAnswerError(awaited, answer);
  }
}
