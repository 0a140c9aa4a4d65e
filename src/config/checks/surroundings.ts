/** What goes along with a node's role on its machine: whether what is said of it fits together. */
import { isIP, isIPv4 } from 'node:net';
import type { Place } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Indexed } from '../link/resource-index.ts';
import type { NodeResource } from '../resources/understudy/node.ts';

/** As the kernel takes them. */
const DEVICE_NAME = /^[^\s/]{1,15}$/;

export function checkSurroundings({ object, raw }: Indexed, report: Report): void {
  const node = object as unknown as NodeResource;
  const at = (key: keyof NodeResource): Place => raw.mentioned.get(key) ?? raw.nameAt;
  const { virtualAddress, virtualAddressDevice, healthTlsCertificate, healthTlsKey } = node;
  if (virtualAddress !== undefined && !isAddressWithPrefix(virtualAddress)) {
    const message = `${JSON.stringify(virtualAddress)} is no address with the length of its network`;
    report({ ...at('virtualAddress'), message, expected: 'an address such as `10.0.0.9/24` or `fd00::9/64`' });
  }
  if ((virtualAddress === undefined) !== (virtualAddressDevice === undefined)) {
    const missing = virtualAddress === undefined ? 'VirtualAddress' : 'VirtualAddressDevice';
    const there = virtualAddress === undefined ? 'virtualAddressDevice' : 'virtualAddress';
    const hint = '`ip link` lists the network devices';
    report({ ...at(there), message: `Node needs ${missing} beside it`, hint });
  }
  if (virtualAddressDevice !== undefined && !DEVICE_NAME.test(virtualAddressDevice)) {
    report({ ...at('virtualAddressDevice'), message: `${JSON.stringify(virtualAddressDevice)} is no network device` });
  }
  if (virtualAddress !== undefined && node.virtualAddressFollows === 'director' && !node.director) {
    const hint = 'Write VirtualAddressFollows = Catalog, or take VirtualAddress out';
    report({ ...at('virtualAddress'), message: 'The address follows a Director that this node has not', hint });
  }
  if ((healthTlsCertificate === undefined) !== (healthTlsKey === undefined)) {
    const missing = healthTlsKey === undefined ? 'HealthTlsKey' : 'HealthTlsCertificate';
    const there = healthTlsKey === undefined ? 'healthTlsCertificate' : 'healthTlsKey';
    report({ ...at(there), message: `Node needs ${missing} beside it`, hint: 'A certificate and its key go together' });
  }
}

function isAddressWithPrefix(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  const most = isIPv4(address) ? 32 : 128;
  return isIP(address) > 0 && more.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= most && length !== '0';
}
