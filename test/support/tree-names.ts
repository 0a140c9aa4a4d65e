/** Names that break careless programs. As latin1 strings: one char a byte. */

export const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const everyByte = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1)).filter(
  (char) => char !== '/',
);

export const HARD_NAMES: readonly string[] = [
  'plain',
  'with blank',
  ' leading blank',
  'trailing blank ',
  'new\nline',
  'newline at the end\n',
  'tab\tand\rreturn',
  'double"quote',
  "single'quote",
  'back\\slash',
  'back\\slash at the end\\',
  '$HOME',
  '`id`',
  '$(id)',
  '%s%n%c',
  '*?[a-z]{x,y}',
  '#hash',
  ';semicolon & | < >',
  '-rf',
  '|pipe',
  '<include',
  '@at',
  '~tilde',
  '...',
  'C:\\windows',
  '\x01\x02\x1b[31m\x7f',
  '\xff\xfe\x80 not UTF-8',
  Buffer.from('äöü 日本語 🎭').toString('latin1'),
  Buffer.from('a\u0301 decomposed').toString('latin1'),
  'NULL',
  '\\N',
  '\\.',
  'n'.repeat(255),
  everyByte.join(''),
];
