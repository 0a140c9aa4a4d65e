/** Small right and wrong configurations of the Storage Daemon and the File Daemon. FOLDER is the working directory. */

const DIRECTOR = 'Director { Name = d\n Password = x\n';
const MESSAGES = 'Messages { Name = M\n Director = d = all\n}\n';

const storage = ({ main = '', device = '', more = '' }): string =>
  `Storage { Name = s\n WorkingDirectory = "FOLDER"\n PidDirectory = "FOLDER"\n ${main}\n}\n` +
  `${DIRECTOR}}\nDevice { Name = dv\n MediaType = m\n ArchiveDevice = FOLDER\n DeviceType = File\n ${device}\n}\n${MESSAGES}${more}\n`;

const client = ({ main = '', director = '', more = '' }): string =>
  `FileDaemon { Name = s\n WorkingDirectory = "FOLDER"\n PidDirectory = "FOLDER"\n ${main}\n}\n` +
  `${DIRECTOR} ${director}\n}\n${MESSAGES}${more}\n`;

export const STORAGE_CORPUS: readonly string[] = [
  storage({}),
  ...[
    'SdPort = 9103',
    'SdPort = "9103"',
    'SdAddress = 127.0.0.1',
    'SdAddresses = { ip = { addr = 127.0.0.1; port = 9103 } }',
  ]
    .concat(
      'MaximumConcurrentJobs = x',
      'ClientConnectWait = 5 min',
      'Foo = bar',
      'Name = t',
      'TlsEnable = yes',
      'Messages = M',
    )
    .concat('Messages = N', 'SdAddresses = { }')
    .map((main) => storage({ main })),
  ...[
    'LabelMedia = yes',
    'DeviceType = Foo',
    'Maximum File Size = 5 GB',
    'Maximum File Size = "5 GB"',
    'Spool Directory = /x',
  ]
    .concat(
      'Random Access = 1',
      'MaximumBlockSize = 5000000',
      'MaximumBlockSize = 1000',
      'Autochanger = yes',
      'LabelType = ANSI',
    )
    .concat(
      'Volume Capacity = 5 x',
      'Drive Index = -1',
      'ChangerCommand = "/x %c %o"',
      'Cloud = nope',
      'MountPoint = "a b"',
    )
    .concat(
      'MinimumVolumeProtectionTime = 5 days',
      'MinimumFeeSpace = 1',
      'MinimumFreeSpace = 1',
      'VolumePollInterval = x',
    )
    .map((device) => storage({ device })),
  ...['Autochanger { Name = a\n Device = dv\n ChangerDevice = /x\n ChangerCommand = y\n}', 'Device { Name = x\n}']
    .concat('Autochanger { Name = a\n Device = nope\n ChangerDevice = /x\n ChangerCommand = y\n}')
    .concat(
      'Autochanger { Name = a\n ChangerDevice = /x\n ChangerCommand = y\n}',
      'Storage { Name = z\n}',
      'Job { Name = x\n}',
    )
    .concat(
      'Statistics { Name = st\n Type = CSV\n File = /x\n}',
      'Director { Name = e\n Monitor = yes\n}',
      'Director { Name = d\n}',
    )
    .concat('Messages { Name = M2\n Console = all, !saved, !skipped\n}', 'Director { Name = e\n Password = 5\n}')
    .map((more) => storage({ more })),
  storage({}).replace(/Device \{[^}]*\}/, ''),
  storage({}).replace(/Director \{[^}]*\}/, ''),
  storage({}).replace(/Messages \{[^}]*\}/, ''),
  storage({}).replace(/Storage \{[^}]*\}/, ''),
  storage({}).replace(' MediaType = m\n', ''),
  '',
];

export const CLIENT_CORPUS: readonly string[] = [
  client({}),
  ...[
    'FdPort = 9102',
    'FdPort = 5 days',
    'FdAddress = 127.0.0.1',
    'PkiSignatures = yes',
    'PkiCipher = aes128',
    'PkiCipher = foo',
  ]
    .concat(
      'PkiDigest = sha256',
      'MaximumBandwidthPerJob = 5 mb/s',
      'MaximumBandwidthPerJob = 5 g/s',
      'CommCompression = no',
    )
    .concat(
      'Foo = bar',
      'TlsEnable = yes',
      'HeartbeatInterval = 5 minutes',
      'MaximumJobErrorCount = 5',
      'PluginOptions = "a"',
    )
    .concat('FdSourceAddress = 127.0.0.1', 'FdPort = 0', 'Messages = M', 'Messages = nope')
    .map((main) => client({ main })),
  ...[
    'Monitor = yes',
    'Monitor = 1',
    'Address = a',
    'TlsEnable = yes',
    'TlsPskEnable = no',
    'AllowedBackupDirectories = /a,/b',
  ]
    .concat(
      'AllowedScriptDirectories = "/a", "/b"',
      'ConnectToDirector = yes',
      'Schedule = nope',
      'Password = y',
      'Remote = maybe',
    )
    .map((director) => client({ director })),
  ...[
    'Client { Name = x\n}',
    'Director { Name = e }',
    'Director { Name = e; Password = x }',
    'Schedule { Name = a\n Connect = mon at 1:00\n}',
  ]
    .concat(
      'Schedule { Name = a\n Connect = Full mon\n}',
      'Console { Name = c\n Password = x\n}',
      'Console { Name = c\n}',
      'Storage { Name = a }',
    )
    .concat('Statistics { Name = st\n Type = Graphite\n Host = a\n Port = 5\n}', 'Schedule { Name = a\n Connect = 5\n}')
    .map((more) => client({ more })),
  client({}).replace('FileDaemon', 'Client'),
  client({}).replace(/Director \{[^}]*\}/, ''),
  client({}).replace(/Messages \{[^}]*\}/, ''),
  client({}).replace(/FileDaemon \{[^}]*\}/, ''),
  '',
];
