/** TLS with certificates needs its files (07 §9.25); whether they can be read is seen when they are. */
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import type { TlsDirectives } from '../resources/shared/tls.ts';

/** Resources of these kinds describe a listening side, which needs a certificate of its own. */
export interface TlsSides {
  readonly listening: readonly string[];
  readonly calling: readonly string[];
}

export function checkTlsFiles(index: ResourceIndex, { listening, calling }: TlsSides, report: Report): void {
  for (const kind of [...listening, ...calling]) {
    for (const { object, raw } of index.of(kind).values()) {
      checkResource(object as Partial<TlsDirectives>, raw, listening.includes(kind), report);
    }
  }
}

function checkResource(tls: Partial<TlsDirectives>, raw: RawResource, listens: boolean, report: Report): void {
  if (!tls.tlsEnable && !tls.tlsAuthenticate) return;
  const at = raw.mentioned.get('tlsEnable') ?? raw.mentioned.get('tlsAuthenticate') ?? raw.nameAt;
  const needs = (what: string): void => report({ ...at, message: `TLS needs ${what} in ${raw.type.word}` });
  if (listens && tls.tlsCertificate === undefined) needs('TlsCertificate');
  if (listens && tls.tlsKey === undefined) needs('TlsKey');
  const authorities = tls.tlsCaCertificateFile !== undefined || tls.tlsCaCertificateDir !== undefined;
  if ((tls.tlsVerifyPeer || !listens) && !authorities) needs('TlsCaCertificateFile or TlsCaCertificateDir');
}
