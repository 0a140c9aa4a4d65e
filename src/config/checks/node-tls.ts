/** What a node says of certificates must be whole: half of it would look like encryption, and be none. */
import type { Report } from '../language/report.ts';
import type { Indexed } from '../link/resource-index.ts';
import type { NodeResource } from '../resources/understudy/node.ts';

const CATALOG = {
  catalogTlsCaCertificateFile: 'CatalogTlsCaCertificateFile',
  catalogTlsCertificate: 'CatalogTlsCertificate',
  catalogTlsKey: 'CatalogTlsKey',
} as const;
const HEALTH = { healthTlsCertificate: 'HealthTlsCertificate', healthTlsKey: 'HealthTlsKey' } as const;

type Directives = Readonly<Partial<Record<keyof NodeResource, string>>>;

export function checkNodeTls(indexed: Indexed, report: Report): void {
  const node = indexed.object as unknown as NodeResource;
  const needed = node.catalog ? CATALOG : { catalogTlsCaCertificateFile: CATALOG.catalogTlsCaCertificateFile };
  checkTogether(indexed, { of: CATALOG, needed }, report);
  checkTogether(indexed, { of: HEALTH, needed: HEALTH }, report);
}

function checkTogether(
  { object, raw }: Indexed,
  { of, needed }: { of: Directives; needed: Directives },
  report: Report,
) {
  const has = (key: string): boolean => (object as Readonly<Record<string, unknown>>)[key] !== undefined;
  const there = Object.keys(of).find(has);
  if (there === undefined) return;
  const missing = Object.entries(needed)
    .filter(([key]) => !has(key))
    .map(([, directive]) => directive);
  if (missing.length === 0) return;
  const at = raw.mentioned.get(there as keyof NodeResource) ?? raw.nameAt;
  const hint = 'A certificate, its key and the authority of the others go together';
  report({ ...at, message: `Node needs ${missing.join(' and ')} beside it`, hint });
}
