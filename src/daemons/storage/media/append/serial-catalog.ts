/** The Director of a Job as an append session asks it: its own end and a file mark may want it at once, so calls queue. */
import type { ByteString } from '../../../../core/index.ts';
import type { JobMediaRange } from '../../../../protocol/index.ts';
import { Serial } from '../serial.ts';
import type { VolumeCatalog, VolumeQuery, VolumeUpdate, VolumeVerdict } from '../storage-job.ts';

export class SerialCatalog implements VolumeCatalog {
  readonly #catalog: VolumeCatalog;
  readonly #serial = new Serial();

  constructor(catalog: VolumeCatalog) {
    this.#catalog = catalog;
  }

  findMedia(query: VolumeQuery): Promise<VolumeVerdict> {
    return this.#serial.run(() => this.#catalog.findMedia(query));
  }

  getVolume(volume: ByteString, write: boolean): Promise<VolumeVerdict> {
    return this.#serial.run(() => this.#catalog.getVolume(volume, write));
  }

  updateMedia(update: VolumeUpdate): Promise<VolumeVerdict> {
    return this.#serial.run(() => this.#catalog.updateMedia(update));
  }

  createJobMedia(ranges: readonly JobMediaRange[]): Promise<void> {
    return this.#serial.run(() => this.#catalog.createJobMedia(ranges));
  }
}
