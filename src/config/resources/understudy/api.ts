/** The resource `Api` of understudy.conf: where the Director's HTTP interface listens, and who may use it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { name, password, path, type Table, text, uint } from '../../table/index.ts';

export interface ApiResource {
  readonly name: ByteString;
  /** Address of the TCP listener. */
  readonly address: ByteString;
  readonly port: number;
  /** Unix socket for the operator's tool on the same machine; undefined: `api.socket` in the working directory. */
  readonly socket: ByteString | undefined;
  /** What a client shows on TCP; without a token (or its file) there is no TCP listener. */
  readonly token: Secret | undefined;
  /** File that holds the token, first line. */
  readonly tokenFile: ByteString | undefined;
}

export const apiTable: Table<ApiResource> = {
  name: name('Name', { default: 'api' }),
  address: text('Address', { default: '127.0.0.1' }),
  port: uint('Port', 9180),
  socket: path('Socket'),
  token: password('Token'),
  tokenFile: path('TokenFile'),
};
