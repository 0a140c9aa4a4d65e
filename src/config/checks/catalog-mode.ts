/** Who looks after the Catalog: whether that fits to the rest of understudy.conf. */
import type { Place } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Indexed } from '../link/resource-index.ts';
import type { CatalogServerResource } from '../resources/understudy/catalog.ts';

/** The nodes of a cluster write to it, and somebody else looks after it. */
export const followsCatalog = (catalog: Indexed | undefined): boolean =>
  /^(external|patroni)$/.test((catalog?.object as unknown as CatalogServerResource | undefined)?.mode ?? '');

interface Surroundings {
  readonly cluster: Indexed | undefined;
  readonly node: Indexed | undefined;
}

export function checkCatalogMode(catalog: Indexed, { cluster, node }: Surroundings, report: Report): void {
  const { mode, patroniAddresses } = catalog.object as unknown as CatalogServerResource;
  const at = (key: keyof CatalogServerResource): Place => catalog.raw.mentioned.get(key) ?? catalog.raw.nameAt;
  if (cluster === undefined) {
    if (mode === 'managed' || mode === 'patroni') {
      const hint = 'A Director that leads alone has Mode = Embedded or External';
      report({ ...at('mode'), message: `Mode = ${mode === 'managed' ? 'Managed' : 'Patroni'} is of a cluster`, hint });
    }
    return;
  }
  if (mode === 'embedded') {
    const hint = 'Managed (the default), External or Patroni';
    report({ ...at('mode'), message: 'Mode = Embedded is of a Director that leads alone', hint });
  }
  if (mode === 'patroni' && patroniAddresses.length === 0) {
    const hint = "PatroniAddress = 10.0.0.1:8008, 10.0.0.2:8008: where the REST API of Patroni's members is";
    report({ ...at('mode'), message: 'Mode = Patroni needs PatroniAddress', hint });
  }
  if (mode !== 'patroni' && patroniAddresses.length > 0) {
    report({ ...at('patroniAddresses'), message: 'PatroniAddress needs Mode = Patroni beside it' });
  }
  checkAddresses(catalog, at, report);
  const carries = followsCatalog(catalog) ? node?.raw.mentioned.get('catalog') : undefined;
  if (carries !== undefined && (node?.object as { catalog?: unknown } | undefined)?.catalog === true) {
    const hint = 'Take Catalog = yes out, or Mode';
    report({ ...carries, message: 'Somebody else looks after the Catalog: this node carries none', hint });
  }
}

const ADDRESS = /^(https?:\/\/)?(\[[0-9a-f:.]+\]|[^\s/:[\]]+)(:\d{1,5})?\/?$/i;

function checkAddresses({ object }: Indexed, at: (key: keyof CatalogServerResource) => Place, report: Report): void {
  const { patroniAddresses, ...tls } = object as unknown as CatalogServerResource;
  for (const address of patroniAddresses.filter((one) => !ADDRESS.test(one))) {
    const expected = '`host:8008` or `https://host:8008`';
    report({ ...at('patroniAddresses'), message: `${JSON.stringify(address)} is no address of Patroni`, expected });
  }
  const isTls = patroniAddresses.some((one) => /^https:/i.test(one));
  if (isTls && tls.patroniTlsCaCertificateFile === undefined) {
    const hint = 'Without it anybody could pass for Patroni';
    report({ ...at('patroniAddresses'), message: 'https needs PatroniTlsCaCertificateFile', hint });
  }
  if ((tls.patroniTlsCertificate === undefined) !== (tls.patroniTlsKey === undefined)) {
    const there = tls.patroniTlsKey === undefined ? 'patroniTlsCertificate' : 'patroniTlsKey';
    const message = 'PatroniTlsCertificate and PatroniTlsKey go together';
    report({ ...at(there), message });
  }
}
