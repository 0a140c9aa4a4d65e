/** From flags and environment to the Director's interface. */
import { type AddressFlags, findAddress } from './connection/address.ts';
import { type Api, openApi } from './connection/api.ts';
import type { Terminal } from './terminal.ts';

export const connect = (flags: AddressFlags, terminal: Terminal): Api =>
  openApi(findAddress(flags, terminal.environment));
