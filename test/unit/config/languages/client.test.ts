/** The Client's file (page 07 §9.13 to §9.16): every directive of 9.6.7 and 15.0.3 is known, and what is not is named. */
import test from 'ava';
import { clientDialect } from '../../../../src/config/languages/client.ts';
import { parseText } from '../../../../src/config/load.ts';

const read = (text: string) => parseText(clientDialect, text, 'bacula-fd.conf');
const sentences = (text: string): string[] => read(text).problems.map(({ message }) => message);

const TLS = `TlsAuthenticate = no; TlsEnable = no; TlsPskEnable = yes; TlsRequire = no
  TlsCaCertificateFile = /a; TlsCaCertificateDir = /b; TlsCertificate = /c; TlsKey = /d`;

const EVERYTHING = `
FileDaemon {
  Name = fd; Description = "the Client"; FdPort = 9102; FdAddress = 127.0.0.1; FdSourceAddress = 127.0.0.1
  WorkingDirectory = /w; Pid Directory = /p; SubsysDirectory = /s; PluginDirectory = /g; PluginOptions = "x"
  SnapshotCommand = "/bin/true"; Scripts Directory = /t; MaximumConcurrentJobs = 20; Messages = Standard
  SDConnectTimeout = 5 min; HeartbeatInterval = 60; MaximumNetworkBufferSize = 65536
  PkiSignatures = no; PkiEncryption = no; PkiKeyPair = /k; PkiSigner = /l; PkiMasterKey = /m
  PkiCipher = aes256; PkiDigest = sha256; VerId = v; MaximumBandwidthPerJob = 5 mb/s; CommCompression = yes
  DisableCommand = "estimate"; MaximumJobErrorCount = 7; SdPacketCheck = 3
  ${TLS}
}
Director {
  Name = dir; Description = "the Director"; Password = x; Address = localhost; DirPort = 9101; Monitor = no; Remote = no
  TlsVerifyPeer = no; TlsDhFile = /h; TlsAllowedCn = a; MaximumBandwidthPerJob = 1 mb/s; DisableCommand = "verify"
  Console = con; ConnectToDirector = yes; Schedule = When; ReconnectionTime = 10 min
  AllowedBackupDirectories = /a; ExcludedBackupDirectories = /b; AllowedScriptDirectories = /c
  AllowedRestoreDirectories = /d; BackupJobUser = nobody; RestoreJobUser = nobody
  ${TLS}
}
Console {
  Name = con; Description = "a console"; Password = y; Address = localhost; DirPort = 9101
  TlsVerifyPeer = no; TlsDhFile = /h; TlsAllowedCn = a
  ${TLS}
}
Schedule {
  Name = When; Description = "when"; Enabled = yes
  Connect = mon at 1:00
}
Messages {
  Name = Standard
  director = dir = all, !skipped, !restored
  append = /log = all
}
`;

test('every directive of both releases is known', (t) => {
  const unknown = sentences(EVERYTHING).filter(
    (message) => !/No such file|cannot be read|not found|ENOENT/i.test(message),
  );
  t.deepEqual(unknown, []);
});

test('what is unknown is named with its line, and with the name that was meant', (t) => {
  const { config, problems } = read(`Director { Name = dir; Password = x }
FileDaemon {
  Name = fd
  Working Directory = /w
  Pid Directory = /p
  Maximum Concurent Jobs = 5
  Colour = blue
}
Messages { Name = Standard; director = dir = all }
`);
  t.is(config, undefined);
  t.deepEqual(
    problems.map(({ line }) => line),
    [6, 7],
  );
  t.regex(problems[0]?.message ?? '', /Maximum ?Concurent ?Jobs/i);
  t.regex(`${problems[0]?.message} ${problems[0]?.hint}`, /Maximum ?Concurrent ?Jobs/i);
  t.regex(problems[1]?.message ?? '', /Colour/);
});
