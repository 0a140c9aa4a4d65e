/** Options of a FileSet and the letters that they become for the Client (07 §3.2). */

/** Each `no` adds a `0`, which the Client ignores, unless the letter is the `no`. */
const yes = (letter: string) => ({ Yes: letter, No: '0' });
const no = (letter: string) => ({ Yes: '0', No: letter });

export const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Signature: { MD5: 'M', SHA1: 'S', SHA256: 'S2', SHA512: 'S3', XXHASH64: 'S5', XXH3_64: 'S6', XXH3_128: 'S7' },
  Compression: {
    GZIP: 'Z6',
    GZIP1: 'Z1',
    GZIP2: 'Z2',
    GZIP3: 'Z3',
    GZIP4: 'Z4',
    GZIP5: 'Z5',
    GZIP6: 'Z6',
    GZIP7: 'Z7',
    GZIP8: 'Z8',
    GZIP9: 'Z9',
    LZO: 'Zo',
    ZSTD: 'Zs',
    ZSTD1: 'Zr',
    ZSTD3: 'Zs',
    ZSTD10: 'Zu',
    ZSTD19: 'Zt',
  },
  OneFS: no('f'),
  Recurse: no('h'),
  Sparse: yes('s'),
  HardLinks: no('H'),
  ReadFifo: yes('r'),
  Portable: yes('p'),
  MtimeOnly: yes('m'),
  KeepAtime: yes('k'),
  NoAtime: yes('K'),
  // The Client's letter is W: as Bacula sends it, the option has no effect.
  EnhancedWild: yes('K'),
  Exclude: yes('e'),
  AclSupport: yes('A'),
  XattrSupport: yes('X'),
  IgnoreCase: yes('i'),
  HfsPlusSupport: yes('R'),
  CheckFileChanges: yes('c'),
  HonorNoDumpFlag: yes('N'),
  Replace: { Always: 'a', IfNewer: 'w', Never: 'n' },
  Dedup: { Storage: 'd1', BothSides: 'd2', None: 'd0' },
};

/** Options whose value is letters itself. */
export const LETTER_SETS: Readonly<Record<string, { readonly prefix: string; readonly known: string }>> = {
  Verify: { prefix: 'V', known: 'ipnugsamcd5123:V' },
  Accurate: { prefix: 'C', known: 'oipnugsamMcdA5123:JC' },
  BaseJob: { prefix: 'J', known: 'oipnugsamMcdA5123:JC' },
};
