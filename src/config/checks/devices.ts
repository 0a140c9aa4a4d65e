/**
 * Which Device resources our Storage Daemon serves: folders with plain files. The others are warned of with their place, so
 * that a check of the file shows all of them at once; and of a file that leaves nothing to serve.
 */
import type { ByteString } from '../../core/index.ts';
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';
import type { AutochangerResource } from '../resources/storage/autochanger.ts';
import type { DeviceResource } from '../resources/storage/device.ts';

export interface DeviceRefusal {
  /** What the refusal is about. */
  readonly directive: 'deviceType' | 'archiveDevice' | 'volumeEncryption' | 'labelType';
  /** Why, as the end of a sentence. */
  readonly why: string;
  /** What to do about it. */
  readonly hint: string;
}

const FOLDER = 'Give it Device Type = File and a folder as Archive Device, or leave it to a bacula-sd';
const WITHOUT_TYPE = /^\/dev\//;

/** Undefined: it is served. */
export function refusedDevice(device: DeviceResource): DeviceRefusal | undefined {
  const { deviceType, archiveDevice, volumeEncryption, labelType } = device;
  if (deviceType !== undefined && deviceType !== 'File') {
    return { directive: 'deviceType', why: `Device Type = ${deviceType} is not supported`, hint: FOLDER };
  }
  if (deviceType === undefined && WITHOUT_TYPE.test(archiveDevice ?? '')) {
    return {
      directive: 'archiveDevice',
      why: `${archiveDevice} is no folder, and tapes are not supported`,
      hint: FOLDER,
    };
  }
  // To write in clear what was to be encrypted would be worse than not to write it.
  if (volumeEncryption !== undefined && volumeEncryption !== 'No') {
    const hint = 'Encrypt at the Client (PKI Encryption) or below the folder, and take Volume Encryption out';
    return { directive: 'volumeEncryption', why: 'Volume Encryption is not supported', hint };
  }
  if (labelType !== undefined && labelType !== 'Bacula') {
    return {
      directive: 'labelType',
      why: `Label Type = ${labelType} is not supported`,
      hint: 'Use Label Type = Bacula',
    };
  }
  return undefined;
}

export function checkDevices(index: ResourceIndex, report: Report): void {
  const devices = [...index.of('Device').values()].map(({ object, raw }) => ({ device: object as never, raw }));
  const refused = devices.filter(({ device, raw }) => warnOf(device, raw, report));
  for (const { object, raw } of index.of('Autochanger').values()) warnOfScript(object as never, raw, report);
  const [first] = refused;
  if (first === undefined || refused.length < devices.length) return;
  const message = 'There is no Device that this Storage Daemon serves: no Job can use it';
  report({ ...first.raw.nameAt, severity: 'warning', message, hint: FOLDER });
}

function warnOf(device: DeviceResource, raw: RawResource, report: Report): boolean {
  warnOfAppendOnly(device, raw, report);
  const refusal = refusedDevice(device);
  if (refusal === undefined) return false;
  const { directive, why: reason, hint } = refusal;
  const at = raw.mentioned.get(directive) ?? raw.nameAt;
  report({ ...at, severity: 'warning', message: `Device ${quoted(device.name)} is not served: ${reason}`, hint });
  return true;
}

/** A torn block has to be cut off, and a label that is prepared to be replaced. */
function warnOfAppendOnly({ name, setVolumeAppendOnly }: DeviceResource, raw: RawResource, report: Report): void {
  if (!setVolumeAppendOnly) return;
  const at = raw.mentioned.get('setVolumeAppendOnly') ?? raw.nameAt;
  const message = `Device ${quoted(name)}: Set Volume Append Only is not supported, Volumes can be changed until they are full`;
  report({ ...at, severity: 'warning', message, hint: 'Use Set Volume Immutable, which protects them from then on' });
}

function warnOfScript({ name, changerCommand }: AutochangerResource, raw: RawResource, report: Report): void {
  if (changerCommand === undefined || changerCommand.trim() === '') return;
  const at = raw.mentioned.get('changerCommand') ?? raw.nameAt;
  const message = `Autochanger ${quoted(name)}: its Changer Command is not run, drives are folders and take any Volume`;
  report({ ...at, severity: 'warning', message, hint: 'Write Changer Command = "" and Changer Device = /dev/null' });
}

const quoted = (name: ByteString): string => JSON.stringify(name);
