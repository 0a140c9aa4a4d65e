/** TLS with certificates needs its files (07 §9.25); whether they can be read is seen when they are. */
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { TlsDirectives } from '../resources/shared/tls.ts';

/** `listens`: this side is called by others, and so needs a certificate of its own. */
export function checkTls(resource: object, raw: RawResource, report: Report, listens = false): void {
  const tls = resource as Partial<TlsDirectives>;
  if (!tls.tlsEnable && !tls.tlsRequire && !tls.tlsAuthenticate) return;
  const at = raw.mentioned.get('tlsEnable') ?? raw.mentioned.get('tlsRequire') ?? raw.nameAt;
  if (!tls.tlsEnable) return;
  if (listens && tls.tlsCertificate === undefined)
    report({ ...at, message: `TLS needs the directive TlsCertificate in ${raw.type.word}` });
  if (listens && tls.tlsKey === undefined)
    report({ ...at, message: `TLS needs the directive TlsKey in ${raw.type.word}` });
  if (tls.tlsVerifyPeer && tls.tlsCaCertificateFile === undefined && tls.tlsCaCertificateDir === undefined) {
    report({ ...at, message: `TLS needs TlsCaCertificateFile or TlsCaCertificateDir in ${raw.type.word}` });
  }
}
