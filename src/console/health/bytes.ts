/** Sizes as people write them into an address: `1048576`, `16MB`, `1 GiB`. Units count in 1024, as PostgreSQL's do. */
const UNITS = ['', 'k', 'm', 'g', 't'];
const SIZE = /^(\d{1,15})\s*([kmgt]?)i?b?$/i;

/** Undefined: that is no size. */
export function parseBytes(text: string): number | undefined {
  const [, digits, unit = ''] = SIZE.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits) * 1024 ** UNITS.indexOf(unit.toLowerCase());
}
