/**
 * Who wrote a report. Mail filters and web consoles look for `Bacula <name> <version>` in its first line, so the
 * release whose layout we follow stands there; who we really are stands behind `Build OS`.
 */
import { arch, platform } from 'node:os';

export const REPORT_LAYOUT_OF = '15.0.3 (25Mar25)';

const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** `x86_64-pc-linux-gnu understudy` */
export const buildOs = (): string => `${MACHINES[arch()] ?? arch()}-pc-${platform()}-gnu understudy`;

export const reportHead = (directorName: string): string =>
  `Bacula ${directorName} ${REPORT_LAYOUT_OF}:\n  ${'Build OS:'.padEnd(24)}${buildOs()}\n`;
