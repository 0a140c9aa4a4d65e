/** The TLS directives that most resources share (07 §9): certificates are off by default, TLS-PSK of 15.x is on. */
import type { ByteString } from '../../../core/index.ts';
import { path, type Table, texts, yesNo } from '../../table/index.ts';

export interface TlsDirectives {
  /** TLS with certificates is offered. */
  readonly tlsEnable: boolean;
  /** TLS-PSK, keyed with the resource's password, is offered (15.x; 9.6.7 knows only certificates). */
  readonly tlsPskEnable: boolean;
  /** A peer without TLS is refused. */
  readonly tlsRequire: boolean;
  /** TLS for the authentication only; clear text afterwards. */
  readonly tlsAuthenticate: boolean;
  /** The peer's certificate is demanded and checked. */
  readonly tlsVerifyPeer: boolean;
  readonly tlsCaCertificateFile: ByteString | undefined;
  readonly tlsCaCertificateDir: ByteString | undefined;
  readonly tlsCertificate: ByteString | undefined;
  readonly tlsKey: ByteString | undefined;
  readonly tlsDhFile: ByteString | undefined;
  /** Common names that a peer's certificate may carry; empty: any. */
  readonly tlsAllowedCn: readonly ByteString[];
}

type Optional = 'verifyPeer' | 'dhFile' | 'allowedCn';

/** The rows of TlsDirectives; what not every resource knows is asked for by name. */
export function tlsDirectives(...known: readonly Optional[]): Table<TlsDirectives> {
  const knows = (directive: Optional): boolean => known.includes(directive);
  return {
    tlsEnable: yesNo('TlsEnable', false),
    tlsPskEnable: yesNo('TlsPskEnable', true),
    tlsRequire: yesNo('TlsRequire', false),
    tlsAuthenticate: yesNo('TlsAuthenticate', false),
    tlsVerifyPeer: knows('verifyPeer') ? yesNo('TlsVerifyPeer', true) : constant(true),
    tlsCaCertificateFile: path('TlsCaCertificateFile'),
    tlsCaCertificateDir: path('TlsCaCertificateDir'),
    tlsCertificate: path('TlsCertificate'),
    tlsKey: path('TlsKey'),
    tlsDhFile: knows('dhFile') ? path('TlsDhFile') : constant<ByteString | undefined>(undefined),
    tlsAllowedCn: knows('allowedCn') ? texts('TlsAllowedCn') : constant<readonly ByteString[]>([]),
  };
}

const constant = <T>(initial: T) => ({ entries: [], repeat: 'last', initial }) as const;
