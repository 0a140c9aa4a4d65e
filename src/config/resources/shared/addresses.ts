/** Where a daemon listens (07 §1.3): `xxPort`, `xxAddress` and the block `xxAddresses` feed one list. */
import type { ByteString } from '../../../core/index.ts';
import type { Row } from '../../table/index.ts';

export interface ListenAddress {
  /** `any`: whatever the address turns out to be. */
  readonly family: 'any' | 'ipv4' | 'ipv6';
  /** A host name or an address; undefined: all interfaces. */
  readonly address: ByteString | undefined;
  readonly port: number;
}

/** The directives `<prefix>Port`, `<prefix>Address` and `<prefix>Addresses`. */
export function listenAddresses(_prefix: string, port: number): Row<readonly ListenAddress[]> {
  return { entries: [], repeat: 'append', initial: [{ family: 'any', address: undefined, port }] };
}

export function sourceAddress(_name: string): Row<ByteString | undefined> {
  return { entries: [], repeat: 'refuse', initial: undefined };
}
