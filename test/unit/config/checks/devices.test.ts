/** Devices that our Storage Daemon does not serve: a warning each, with its place and what to do, all of them at once. */
import test from 'ava';
import { storageDialect } from '../../../../src/config/languages/storage.ts';
import { parseText } from '../../../../src/config/load.ts';

const FRAME = `Storage { Name = s; WorkingDirectory = /w; PidDirectory = /p }
Director { Name = d; Password = x }
Messages { Name = M; director = d = all }
`;
const device = (name: string, more = ''): string =>
  `Device { Name = ${name}; MediaType = File; ArchiveDevice = /v\n${more}\n}\n`;
const parse = (text: string) => parseText(storageDialect, FRAME + text, 'bacula-sd.conf');

const REFUSED = [
  { more: 'DeviceType = Tape', said: 'Device Type = Tape is not supported', hint: /folder as Archive Device/ },
  { more: 'DeviceType = Vtl', said: 'Device Type = Vtl is not supported', hint: /leave it to a bacula-sd/ },
  { more: 'DeviceType = Aligned', said: 'Device Type = Aligned is not supported', hint: /Device Type = File/ },
  { more: 'DeviceType = Cloud', said: 'Device Type = Cloud is not supported', hint: /Device Type = File/ },
  { more: 'DeviceType = Fifo', said: 'Device Type = Fifo is not supported', hint: /Device Type = File/ },
  { more: 'VolumeEncryption = Strong', said: 'Volume Encryption is not supported', hint: /PKI Encryption/ },
  { more: 'LabelType = ANSI', said: 'Label Type = ANSI is not supported', hint: /Label Type = Bacula/ },
];

test('all devices that are not served are warned of at once, each with its line and what to do', (t) => {
  const text = REFUSED.map(({ more }, index) => device(`D${index}`, more)).join('') + device('Good');
  const { config, problems, warnings } = parse(text);
  t.deepEqual(problems, []);
  t.is(config?.devices.size, REFUSED.length + 1);
  t.is(warnings.length, REFUSED.length);
  for (const [index, { said, hint }] of REFUSED.entries()) {
    const warning = warnings[index];
    t.is(warning?.message, `Device "D${index}" is not served: ${said}`);
    t.regex(warning?.hint ?? '', hint);
    t.deepEqual([warning?.file, warning?.line], ['bacula-sd.conf', 3 * index + 5]);
  }
});

test('a device file without a Device Type is a tape', (t) => {
  const { warnings } = parse(`${device('Good')}Device { Name = T; MediaType = LTO; ArchiveDevice = /dev/nst0 }\n`);
  t.deepEqual(
    warnings.map(({ message }) => message),
    ['Device "T" is not served: /dev/nst0 is no folder, and tapes are not supported'],
  );
});

test('of a file that leaves no device to serve that is said, too', (t) => {
  const { warnings } = parse(device('T', 'DeviceType = Tape') + device('V', 'DeviceType = Vtl'));
  const said = warnings.filter(({ message }) => message.startsWith('There is no Device'));
  t.deepEqual(
    said.map(({ message, line }) => [message, line]),
    [['There is no Device that this Storage Daemon serves: no Job can use it', 4]],
  );
});

test('the script of a changer is not run, and that is said; a changer of folders is fine', (t) => {
  const changer = (command: string): string =>
    `Autochanger { Name = C; Device = Good; ChangerDevice = /dev/null\nChangerCommand = "${command}" }\n`;
  t.deepEqual(parse(device('Good') + changer('')).warnings, []);
  const [warning] = parse(device('Good') + changer('mtx-changer %c %o')).warnings;
  t.regex(warning?.message ?? '', /^Autochanger "C": its Changer Command is not run/);
  t.is(warning?.line, 8);
});
