/** Who writes labels: this daemon, on this host. */
import { hostname } from 'node:os';
import { type ByteString, toByteString } from '../../../core/index.ts';

export interface LabelIdentity {
  readonly host: ByteString;
  /** The name of the Storage resource. */
  readonly labelProgram: ByteString;
  readonly programVersion: ByteString;
  readonly programDate: ByteString;
}

/** Genuine readers have room for 49 bytes of version and date. */
export const labelIdentity = (storage: ByteString): LabelIdentity => ({
  host: toByteString(hostname()).slice(0, 127),
  labelProgram: storage,
  programVersion: 'Understudy ',
  programDate: '',
});
